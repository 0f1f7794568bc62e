"""Pictures, whoever makes them and wherever they go: the lowest room that knows how anything looks.

`primitives` are what a picture consists of, in scene units with color roles; `picture.Picture` is one made of
them: size, words, data table, SVG, PDF, PNG. The painters turn primitives into a file (`svg_painter`,
`pdf_painter`, `png_painter`); the window's is `leanbench.ui.frame.qt_painter`. `text_width` tells how wide a
text is on all of them, `colours` what a role looks like in a theme.
"""
