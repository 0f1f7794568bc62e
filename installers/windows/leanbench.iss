; Inno Setup 6: an installer for one user, without administrator rights. NOT RUN HERE: see installers/README.md.
;
;   python scripts\tasks.py package        (makes dist\leanbench)
;   iscc /DVersion=0.1.0 installers\windows\leanbench.iss
;
; Updating: the same AppId replaces the program folder and nothing else. Settings, recoveries and the log lie in
; %LOCALAPPDATA%\leanbench, events where people saved them; neither updating nor uninstalling touches them.

#ifndef Version
  #error Say the version: iscc /DVersion=0.1.0
#endif

[Setup]
AppId={{6B0E2C63-3B0F-4C2B-9D3C-6E1A4C1F7E55}
AppName=Leanbench
AppVersion={#Version}
AppPublisher=The leanbench authors
DefaultDirName={localappdata}\Programs\Leanbench
DefaultGroupName=Leanbench
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
OutputDir=..\..\dist
OutputBaseFilename=leanbench-{#Version}-windows-setup
Compression=lzma2/max
SolidCompression=yes
ChangesAssociations=yes
CloseApplications=yes
RestartApplications=no
UninstallDisplayName=Leanbench
UninstallDisplayIcon={app}\leanbench.exe

[Files]
Source: "..\..\dist\leanbench\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion

[InstallDelete]
; Parts of the version before: the program folder holds nothing of the user's.
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{userprograms}\Leanbench"; Filename: "{app}\leanbench.exe"; WorkingDir: "{userdocs}"

[Registry]
Root: HKCU; Subkey: "Software\Classes\.lean\OpenWithProgids"; ValueType: string; ValueName: "Leanbench.Event"; ValueData: ""; Flags: uninsdeletevalue
Root: HKCU; Subkey: "Software\Classes\Leanbench.Event"; ValueType: string; ValueName: ""; ValueData: "Lean event"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\Leanbench.Event\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\leanbench.exe,0"
Root: HKCU; Subkey: "Software\Classes\Leanbench.Event\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\leanbench.exe"" ""%1"""
Root: HKCU; Subkey: "Software\Classes\Applications\leanbench.exe\SupportedTypes"; ValueType: string; ValueName: ".lean"; ValueData: ""; Flags: uninsdeletekey

[Run]
Filename: "{app}\leanbench.exe"; Description: "Start Leanbench"; Flags: nowait postinstall skipifsilent

; There is no [UninstallDelete] section on purpose: what the installer did not bring, it does not take away.
