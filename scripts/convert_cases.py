"""Converts reference cases of the first form (`inputs`, `expected`) to the schema leanbench-case/2.

    python scripts/convert_cases.py OLD_FOLDER NEW_FOLDER

Says for each case what it became. A case whose source printed rounded constants gets ``constants: table`` when only
they meet its numbers; one that still differs is named, and nothing is written for it. The table of methods below is all
that is known of the old form; flow cases (`map` of nodes and edges) are converted by `convert_flow_cases`.
"""

from __future__ import annotations

import csv
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
from convert_flow_cases import FLOW_KINDS, USED
from leanbench.verify.case_text import case_text
from leanbench.verify.cases import SCHEMA
from leanbench.verify.runs import run_file

Old = Mapping[str, Any]
New = tuple[str, dict[str, Any], dict[str, Any]]  # suffix of the id, body, expect


def published(value: float) -> dict[str, float]:
    """A printed number, held to its last digit."""
    digits = repr(value).partition(".")[2]
    return {"value": value, "abs": 0.5 * 10.0 ** -len(digits) * (1 + 1e-9)}


def tolerance_of(old: Old) -> dict[str, float]:
    said = old.get("tolerance", {})
    if "type" not in said:
        return {name: said[name] for name in ("rel", "abs") if name in said} or {"rel": 1e-9}
    return {"exact": {"abs": 0.0}, "absolute": {"abs": said["value"]}}.get(
        said["type"], {"rel": said["value"]}
    )


def source_of(old: Old) -> dict[str, str]:
    source = old.get("source", "")
    if isinstance(source, dict):
        where = "; ".join(filter(None, [" ".join(source.get("urls", ())), source.get("status", "")]))
        derived = source.get("status") == "derived" or "answers computed" in source.get("status", "")
        return {"title": source["title"], "where": where, "kind": "derived" if derived else "published"}
    said = str(old.get("provenance", ""))
    kind = next((kind for word, kind in _KINDS if said.startswith(word)), "derived")
    where = f"{said}; checked by: {old['independent_check']}" if old.get("independent_check") else said
    return {"title": str(source), "where": where, "kind": kind}


_KINDS = (("certified", "certified"), ("published", "published"), ("peer-run", "other program"))


def study(kind: str, old: Old, **options: Any) -> dict[str, Any]:
    kept = {name: value for name, value in options.items() if value is not None}
    data = {"data": old["data_csv"]} if old.get("data_csv") else {}
    return {"study": {"kind": kind, **data, "options": kept}}


def plan(kind: str, **options: Any) -> dict[str, Any]:
    return {"study": {"kind": kind, "options": options}}


def call(function: str, **arguments: Any) -> dict[str, Any]:
    return {"call": {"function": function, "arguments": arguments}}


def points(found: list[int]) -> list[int]:
    """Points counted from 1 as points from 0."""
    return [point - 1 for point in found]


def lines(expected: Old, prefix: str, panel: str, stage: Any = 0) -> dict[str, Any]:
    """Center and limits of a panel: one number of a stage, or a list point by point."""
    found = {}
    for line in ("center", "lcl", "ucl"):
        key = f"{prefix}{line}"
        if key in expected:
            flat = not isinstance(expected[key], list)
            place = f"stages.{stage}.{line}.{panel}" if flat else f"panels.{panel}.{line}"
            found[place] = expected[key]
    return found


def rows(old: Old, column: str) -> list[str]:
    with (Path(old["_folder"]) / old["data_csv"]).open(encoding="utf-8-sig", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


def phase_one(old: Old, column: str | None) -> int | None:
    """How many points set the limits: the subgroups, or rows, of the first phase."""
    if "phase1_filter" not in old["inputs"]:
        return None
    kept = [word.casefold() == "true" for word in rows(old, "trial")]
    return (
        len({name for name, use in zip(rows(old, column), kept, strict=True) if use}) if column else sum(kept)
    )


def where(old: Old) -> dict[str, str] | None:
    said = old["inputs"].get("filter") or old["inputs"].get("phase1_filter")
    if not said:
        return None
    column, _equals, value = said.partition("==")
    return {column.strip(): {"TRUE": "True"}.get(value.strip(), value.strip())}


def data_options(old: Old) -> dict[str, Any]:
    given = old["inputs"]
    size = given.get("subgroup_column") or given.get("subgroup_size")
    return {"value": given.get("value_column"), "subgroup": size}


# --- control charts -----------------------------------------------------------------------------


def i_mr(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    body = study("i-mr", old, value=given["value_column"], mr_length=given.get("mr_length"), k=given.get("k"),
                 stage=given.get("stage_column"))  # fmt: skip
    if "stage_column" in given:
        expect = {}
        for name, part in want.items():
            expect |= lines(part, "i_", "I", name) | lines(part, "mr_", "MR", name)
        yield "", body, expect
        return
    mean = {"stages.0.center.MR": want["mr_bar"]} if "mr_bar" in want else {}
    yield "", body, lines(want, "i_", "I") | lines(want, "mr_", "MR") | mean


def i_mr_r(old: Old) -> Iterator[New]:
    body = study("i-mr-rs", old, **data_options(old), spread="R", k=old["inputs"].get("k"))
    want = old["expected"]
    yield "", body, lines(want, "i_", "I") | lines(want, "mr_", "MR") | lines(want, "r_", "R")


def xbar(kind: str, spread: str) -> Callable[[Old], Iterator[New]]:
    def convert(old: Old) -> Iterator[New]:
        given, want = old["inputs"], dict(old["expected"])
        baseline = phase_one(old, given.get("subgroup_column"))
        body = study(kind, old, **data_options(old), k=given.get("k"), stage=given.get("stage_column"),
                     baseline=baseline)  # fmt: skip
        if "stage_column" in given:
            expect = {}
            for stage, part in enumerate(want.values()):
                expect |= lines(part, "xbar_", "Xbar", stage) | lines(part, "disp_", spread, stage)
            yield "", body, expect
            return
        expect = lines(want, "xbar_", "Xbar") | lines(want, f"{spread.lower()}_", spread)
        if "sigma" in want:
            expect["stages.0.sigma_within"] = want["sigma"]
        flags = want.get("western_electric_1to4_flags_by_sample", [])
        if flags:
            body["study"]["options"]["rules"] = "weco"
            expect["panels.Xbar.signal_points"] = [i for i, flag in enumerate(flags) if flag]
        yield "", body, expect
        if flags:
            beyond = study(kind, old, **data_options(old), k=given.get("k"), baseline=baseline, tests=[1])
            found = points([i + 1 for i, flag in enumerate(flags) if flag == 1])
            yield "beyond", beyond, {"panels.Xbar.signal_points": found}

    return convert


def xbar_unequal(old: Old) -> Iterator[New]:
    want, given = old["expected"], old["inputs"]
    names = {
        "sigma_rbar_mvlue": "rbar", "sigma_sbar_mvlue": "sbar", "sigma_pooled_c4": "pooled",
        "sigma_rbar_unweighted_qcc_default": "rbar-unweighted", "sigma_sbar_unweighted": "sbar-unweighted",
    }  # fmt: skip
    for key, sigma in names.items():
        expect = {"stages.0.sigma_within": want[key], "stages.0.center.Xbar": want["xbar_center"]}
        if sigma == "pooled":
            expect |= {f"panels.Xbar.{side}": want[f"xbar_{side}_pooled"] for side in ("lcl", "ucl")}
        yield sigma, study("xbar-r", old, **data_options(old), k=given["k"], sigma=sigma), expect


def attribute(kind: str, panel: str) -> Callable[[Old], Iterator[New]]:
    def convert(old: Old) -> Iterator[New]:
        given, want = old["inputs"], old["expected"]
        body = study(
            kind, old, value=given.get("count_column") or given.get("defective_column"),
            size=given.get("size_column") or given.get("exposure_column"), k=given.get("k"), where=where(old),
            per=given.get("rate_per"), sigma="mr-screened" if given.get("screened") else None,
        )  # fmt: skip
        if "part" in given:
            body["study"]["options"]["stage_at"] = [given["part"]]
            body["study"]["options"]["stage_names"] = ["part 1", "part 2"]
            first = {"1": 0, "2": given["part"]}
            expect = {}
            for number in ("1", "2"):
                part = want[f"part_{number}"]
                expect[f"stages.part {number}.center.{panel}"] = part["center"]
                for side in ("ucl", "lcl"):
                    expect[f"panels.{panel}.{side}.{first[number]}"] = part[f"{side}_first"]
            yield "", body, expect
            return
        expect = lines(want, "", panel)
        if "points_beyond" in want:
            body["study"]["options"]["tests"] = [1]
            expect[f"panels.{panel}.signal_points"] = points(want["points_beyond"])
        if "sigma_z" in want:
            expect["stages.0.details.sigma_z"] = want["sigma_z"]
        yield "", body, expect

    return convert


def z_mr(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    body = study(
        "z-mr", old, value=given["value_column"], part=given["part_column"], sigma=given["sigma_method"]
    )
    names = {
        "sigma": "stages.0.sigma_within",
        "z": "panels.Z.points",
        "mr_within_runs": "stages.0.details.mr_within_runs",
    }
    yield "", body, lines(want, "z_", "Z") | {path: want[key] for key, path in names.items() if key in want}


def t2(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    body = study("t2", old, columns=given["value_columns"], confidence=given["confidence"],
                 subgroup=given.get("subgroup_column") or given.get("subgroup_size"), tests=[1])  # fmt: skip
    expect = {
        "stages.0.details.mean": want["mean"], "stages.0.details.cov": want["cov"], "panels.T2.points": want["t2"],
        "stages.0.ucl.T2": want["ucl"],
    }  # fmt: skip
    if "points_beyond" in want:
        expect["panels.T2.signal_points"] = points(want["points_beyond"])
    yield "", body, expect


def run_chart(old: Old) -> Iterator[New]:
    want = old["expected"]
    names = {"n_useful": "n_useful", "longest_run": "longest_run", "longest_run_max": "longest_run_max",
             "n_crossings": "crossings", "n_crossings_min": "crossings_min", "runs_signal": "signal"}  # fmt: skip
    found = {f"stages.0.details.anhoej.{new}": want[key] for key, new in names.items() if key in want}
    yield (
        "",
        study("run", old, value=old["inputs"]["value"]),
        {"stages.0.center.Run": want["center"], **found},
    )


def special_causes(old: Old) -> Iterator[New]:
    given = old["inputs"]
    for key, found in old["expected"].items():
        words = key.split("_")
        number = words[0].removeprefix("test").removeprefix("we")
        rules = "weco" if words[0].startswith("we") else "minitab" if "minitab" in words else "nelson"
        length = next((int(word[1:]) for word in words if word[0] == "K" and word[1:].isdigit()), None)
        tests: Any = {number: length} if length and number != "1" else [int(number)]
        if "both" in words:
            tests = {
                "name": "qcc",
                "rules": [{"test": 8, "kind": "outside", "k": 8, "zone": 1.0, "both_sides": True}],
            }
        body = study("i-mr", old, value=given["value_column"], center=given["center"], sigma_known=given["sigma"],
                     rules=rules, tests=tests)  # fmt: skip
        yield key.replace("_", "-").lower(), body, {"panels.I.signal_points": points(found)}


def constants(old: Old) -> Iterator[New]:
    sizes = [int(n) for n in rows(old, "n")]
    names = [name for name in old["_columns"] if name != "n"]
    expect = {name: [float(text) for text in rows(old, name)] for name in names}
    yield "", call("stats.base.chart_constants", sizes=sizes), expect


def weighted(old: Old) -> dict[str, Any]:
    given = old["inputs"]
    sigma = "rbar" if given.get("sigma_method") == "Rbar/d2" else None
    return {**data_options(old), "sigma": sigma, "baseline": phase_one(old, given.get("subgroup_column"))}


def moving_average(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    body = study("moving-average", old, value=given["value_column"], span=given["span"], center=given["center"],
                 sigma_known=given["sigma"], k=given["k"])  # fmt: skip
    yield "", body, {"panels.0.points": want["ma"], "panels.0.ucl": want["ucl"], "panels.0.lcl": want["lcl"]}


def ewma(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    body = study("ewma", old, **weighted(old), weight=given["lambda"], k=given["L"], center=given.get("center"),
                 sigma_known=given.get("sigma"), limits=given.get("limits"), tests=[1])  # fmt: skip
    names = {"ewma": "panels.EWMA.points", "sigma": "stages.0.sigma_within"}
    expect = lines(want, "", "EWMA") | {path: want[key] for key, path in names.items() if key in want}
    if "points_beyond" in want:
        expect["panels.EWMA.signal_points"] = points(want["points_beyond"])
    yield "", body, expect


def cusum(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    raw = "K" in given
    body = study(
        "cusum", old, **weighted(old), target=given.get("target"), slack=given["K" if raw else "k"],
        h=given["H" if raw else "h"], raw=raw or None, sigma_known=given.get("sigma"),
        standardised=given.get("standardised"),
    )  # fmt: skip
    expect = {}
    for key, value in want.items():
        if key in ("C_plus", "S_hi"):
            expect["panels.C+.points"] = value
        elif key == "C_minus_signed":
            expect["panels.C-.points"] = value
        elif key == "S_lo":
            expect["panels.C-.points"] = [-x for x in value]
        elif key == "limit":
            expect["details.h"] = value
        elif key in ("points_beyond_upper", "points_beyond_H"):
            expect["panels.C+.signal_points"] = points(value)
    yield "", body, expect


def g(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    dated = "date_column" in given
    body = study("g", old, date=given.get("date_column"), value=given.get("count_column"),
                 limits="percentile" if dated else "3-sigma")  # fmt: skip
    names = {"n_plotted": "panels.0.n", "p_hat": "stages.0.details.p_hat", "xbar": "stages.0.details.mean",
             "center_median": "stages.0.center.G"}  # fmt: skip
    yield "", body, lines(want, "", "G") | {path: want[key] for key, path in names.items() if key in want}


def t(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    if "power" in given:
        options = {"value": given["value_column"], "method": "nelson"}
        yield "", study("t", old, **options, sigma="mr-screened"), lines(want, "", "T")
        yield (
            "unscreened",
            study("t", old, **options, sigma="mr"),
            {"stages.0.ucl.T": want["ucl_without_screening"]},
        )
        return
    body = study("t", old, date=given["date_column"], method=given["distribution"])
    yield (
        "",
        body,
        lines(want, "", "T") | {f"stages.0.details.{name}": want[name] for name in ("shape", "scale")},
    )


def run_lengths(old: Old) -> Iterator[New]:
    for key, arl in old["expected"].items():
        words = key.split("_")
        given = {word[0]: float(f"{word[1]}.{word[2:] or 0}") for word in words[1:-1] if word[1:].isdigit()}
        shift = float(words[-1])
        if words[0] == "cusum":
            body = plan("run-length", chart="cusum", h=given["h"], slack=given["k"])
        else:
            body = plan("run-length", chart="ewma", weight=given["l"], k=given["L"], limits="asymptotic")
        yield (
            key.replace("_", "-").lower(),
            body,
            {f"lengths.{int(2 * shift)}.shift": shift, f"lengths.{int(2 * shift)}.arl": arl},
        )


# --- capability ---------------------------------------------------------------------------------

_SIGMA = {"pooled": "pooled", "rbar": "rbar", "sbar": "sbar", "mrbar": "mr", "mssd": "mssd"}
_INDICES = {
    "n": "n", "mean": "mean", "sd_within": "sd_within", "sd_overall": "sd_overall", "k": "k_index",
    **{name: name for name in ("cp", "cpl", "cpu", "cpk", "pp", "ppl", "ppu", "ppk")},
    **{f"{name}_ci": f"{name}_interval" for name in ("cp", "cpk", "pp", "ppk")}, "ppk_ci_bissell": "ppk_interval",
    "z_bench_within": "z_bench_within", "z_bench_overall": "z_bench_overall",
    **{f"ppm_{a}_{of}": f"{of}.ppm_{b}" for of in ("within", "overall")
       for a, b in (("lsl", "lower"), ("usl", "upper"), ("total", "total"))},
    "ppm_lsl_observed": "ppm_observed_lower", "ppm_usl_observed": "ppm_observed_upper",
}  # fmt: skip


def capability_options(old: Old) -> dict[str, Any]:
    given = old["inputs"]
    sigma = given.get("sigma_within") or given.get("within")
    own = {name: given.get(name) for name in ("lsl", "usl", "target", "confidence")}
    return {**data_options(old), **own, "sigma": _SIGMA[sigma.split("/")[0].lower()] if sigma else None,
            "where": where(old)}  # fmt: skip


def capability(old: Old) -> Iterator[New]:
    want, options = dict(old["expected"]), capability_options(old)
    peer = want.pop("peer_printed", {})
    expect = {_INDICES[key]: value for key, value in want.items() if key in _INDICES}
    if "cpm_div_n" in want:
        expect["cpm"] = want["cpm_div_n"]
    yield "", study("capability-normal", old, **options), expect
    for key, divisor in (("cpm_div_n_minus_1", "n-1"), ("cpm_montgomery", "montgomery")):
        if key in want:
            yield (
                f"cpm-{divisor}",
                study("capability-normal", old, **options, cpm_divisor=divisor),
                {"cpm": want[key]},
            )
    if peer:
        printed = {_INDICES[key]: _printed(value) for key, value in peer.items() if key in _INDICES}
        if "sd_within_table_d2" in peer:
            printed["sd_within"] = _printed(peer["sd_within_table_d2"])
        yield "printed", study("capability-normal", old, **options, constants="table"), printed
    if "ad" in peer:
        body = study("normality", old, value=options["value"], where=options["where"])
        yield "printed-normality", body, {"statistic": _printed(peer["ad"]), "p": _printed(peer["ad_p"])}


def _printed(value: Any) -> Any:
    if isinstance(value, list):
        digits = max(len(repr(one).partition(".")[2]) for one in value)
        return {"value": value, "abs": 0.5 * 10.0**-digits * (1 + 1e-9)}
    return published(value)


def capability_summary(old: Old) -> Iterator[New]:
    given = old["inputs"]
    names = {"mean": "mean", "s": "sd", "lsl": "lsl", "usl": "usl", "target": "target", "n": "n"}
    options = {new: given[key] for key, new in names.items() if key in given}
    yield "", plan("capability-summary", **options), {_INDICES[key]: v for key, v in old["expected"].items()}


def between_within(old: Old) -> Iterator[New]:
    want, options = old["expected"], capability_options(old)
    names = {"sd_within": "details.sd_within_subgroups", "sd_xbar": "details.sd_xbar",
             "sd_between": "details.sd_between", "sd_bw": "details.sd_bw", "sd_overall": "sd_overall",
             "cp_bw": "cp", "cpk_bw": "cpk"}  # fmt: skip
    yield "", study("capability-between-within", old, **options), {names[key]: v for key, v in want.items()}


def nonnormal(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    body = study("capability-nonnormal", old, value=given["value_column"], where=where(old), lsl=given.get("lsl"),
                 usl=given.get("usl"), distribution=given["distribution"].partition(" (")[0])  # fmt: skip
    names = {"shape": "fit.parameters.shape", "scale": "fit.parameters.scale", "loc": "fit.theta.0",
             "scale_n_minus_1": "fit.theta.1", "scale_mle": "fit.likeliest.1", "ppm_lsl": "ppm_below",
             "ppm_usl": "ppm_above"}  # fmt: skip
    names |= {f"{index}_{old_}": f"{new}.{index}" for index in ("pp", "ppl", "ppu", "ppk")
              for old_, new in (("iso", "iso"), ("zscore", "z_score"))}  # fmt: skip
    yield "", body, {names[key]: value for key, value in want.items()}


def binomial(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    body = study("capability-binomial", old, value=given["defective_column"], size=given["size_column"],
                 where=where(old), confidence=given.get("confidence"))  # fmt: skip
    yield "", body, {
        "share": want["pct_defective"] / 100, "interval": [end / 100 for end in want["ci_pct"]], "ppm": want["ppm"],
        "process_z": want["process_z"], "process_z_interval": want["process_z_ci"],
    }  # fmt: skip


def poisson(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    body = study("capability-poisson", old, value=given["count_column"], size=given["size_column"],
                 confidence=given.get("confidence"))  # fmt: skip
    yield "", body, {"dpu": want["dpu"], "interval": want["dpu_ci"]}


def tolerance_normal(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    known = {"mean": 0.0, "sd": 1.0, **{name: given[name] for name in ("n", "coverage", "confidence")}}
    function = "stats.capability.tolerance_from_summary"
    howe = {"factor": want["k2_howe"], "upper": published(want["k2_published"])}
    yield "howe", call(function, **known, factor="howe"), howe
    yield "exact", call(function, **known), {"factor": want["k2_exact"]}
    yield "one-sided", call(function, **known, side="upper"), {"factor": want["k1_one_sided_exact"]}


def tolerance_nonparametric(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    for side in ("two", "one"):
        body = call(
            "stats.capability.tolerance_sample_sizes",
            coverage=given["coverage"],
            confidence=given["confidence"],
        )
        yield f"{side}-sided", body, {str(("two", "one").index(side)): want[f"n_{side}_sided"]}


# --- measurement systems ------------------------------------------------------------------------

_SOURCES = {"part": "Part", "operator": "Operator", "interaction": "Operator by part",
            "part_in_operator": "Part within operator", "repeatability": "Repeatability", "total": "Total"}  # fmt: skip
_OF_COMPONENT = {"varcomp": "variance", "pct_contribution": "pct_contribution", "sd": "sd",
                 "pct_study_var": "pct_study_variation", "pct_tolerance": "pct_tolerance",
                 "pct_tolerance_tol8": "pct_tolerance"}  # fmt: skip


def gage(kind: str) -> Callable[[Old], Iterator[New]]:
    def convert(old: Old) -> Iterator[New]:
        given, want = old["inputs"], dict(old["expected"])
        body = study(kind, old, value=given["value_column"], part=given["part"], who=given["operator"],
                     tolerance=given.get("tolerance"), multiplier=given.get("study_multiplier"),
                     alpha=given.get("alpha_remove_interaction"))  # fmt: skip
        printed = want.pop("published_minitab", {})
        yield "", body, _gage_paths(want, {"grr": "total_grr"}, lambda value: value)
        if printed:
            yield (
                "printed",
                body,
                _gage_paths(printed, {"grr": "total_grr", "part": "part_to_part"}, published),
            )

    return convert


def _gage_paths(want: Old, names: Mapping[str, str], make: Callable[[Any], Any]) -> dict[str, Any]:
    expect: dict[str, Any] = {}
    for key, part in want.items():
        if key in ("anova", "anova_full", "anova_reduced"):
            table = "reduced" if key == "anova_reduced" else "anova"
            for source, row in part.items():
                expect |= {f"{table}.{_SOURCES[source]}.{name.lower()}": make(v) for name, v in row.items()}
        elif key in _OF_COMPONENT:
            expect |= {f"components.{names.get(n, n)}.{_OF_COMPONENT[key]}": make(v) for n, v in part.items()}
        elif key == "ss":
            expect |= {f"anova.{_SOURCES[source]}.ss": make(v) for source, v in part.items()}
        elif key in ("F_interaction", "p_interaction"):
            expect[f"anova.Operator by part.{key[0].lower()}"] = make(part)
        else:
            expect[key] = part
    return expect


def gage_type_1(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    body = study("gage-type-1", old, value=given["value_column"], reference=given["reference"],
                 tolerance=given["tolerance"], k_percent=given.get("K_percent"),
                 multiplier=given.get("study_multiplier"))  # fmt: skip
    names = {"study_var": "study_variation", "pct_var_repeatability": "pct_repeatability",
             "pct_var_repeatability_and_bias": "pct_repeatability_and_bias", "ci": "interval"}  # fmt: skip
    yield "", body, {names.get(key, key): value for key, value in want.items()}


def gage_linearity(old: Old) -> Iterator[New]:
    given, want = old["inputs"], dict(old["expected"])
    body = study("gage-linearity", old, value=given["value_column"], reference_column=given["reference"],
                 part=given.get("part"), process_variation=given.get("process_variation"))  # fmt: skip
    expect = {}
    for place, row in enumerate(want.pop("bias_by_part").values()):
        expect |= {f"parts.{place}.{'p' if key == 'p_ttest' else key}": value for key, value in row.items()}
    yield (
        "",
        body,
        expect | {"average_bias" if key == "avg_bias" else key: value for key, value in want.items()},
    )


def agreement(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    body = study("attribute-agreement", old, rating=given["rating"], part=given["part"], who=given["appraiser"],
                 standard=given.get("standard"))  # fmt: skip
    names = {"pct": "percent", "ci": "interval", "matched": "matched", "fleiss_kappa": "fleiss.value",
             "cohen_kappa": "cohen.value", "fleiss_kappa_avg_over_trials": "fleiss.value",
             "cohen_kappa_avg_over_trials": "cohen.value"}  # fmt: skip
    groups = {"within": "within", "vs_standard": "vs_standard", "between": "between",
              "all_vs_standard": "all_vs_standard"}  # fmt: skip
    expect: dict[str, Any] = {"n_parts": want["n_parts"]}
    for key, group in groups.items():
        rows_ = want.get(key, {})
        parts = rows_ if key in ("within", "vs_standard") else {"": rows_}
        for who, row in parts.items():
            place = f"{group}.{who}" if who else group
            expect |= {f"{place}.{names[name]}": value for name, value in row.items()}
    yield "", body, expect


# --- distributions, tests, plans ----------------------------------------------------------------


def anderson_darling(old: Old) -> Iterator[New]:
    names = {
        "n": "n",
        "mean": "mean",
        "sd": "sd",
        "A2": "statistic",
        "A2_adjusted": "adjusted",
        "p_value": "p",
    }
    body = study("normality", old, value=old["inputs"]["value_column"])
    yield "", body, {names[key]: value for key, value in old["expected"].items()}


def distribution_id(old: Old) -> Iterator[New]:
    body = call(
        "stats.distributions.distribution_id",
        values=[float(x) for x in rows(old, old["inputs"]["value_column"])],
    )
    keys = [fit["family"]["key"] for fit in _answers(body)["fits"]]
    expect = {}
    for name, values in old["expected"].items():
        key = name.replace("_", "-")
        place = f"fits.{keys.index(key)}"
        logged = any(part in values for part in ("loc", "loc_log"))
        for part, value in values.items():
            path = {
                "loglik": "loglik", "loglik_mle": "loglik", "mean": "parameters.mean", "shape": "parameters.shape",
                "loc": "theta.0", "loc_log": "theta.0", "scale_log": "theta.1", "scale_mle": "likeliest.1",
                "sd_mle": "likeliest.1", "scale_n_minus_1": "theta.1", "sd_n_minus_1": "theta.1",
                "scale": "theta.1" if logged else "parameters.scale",
            }[part]  # fmt: skip
            expect[f"{place}.{path}"] = value
    column = old["inputs"]["value_column"]
    yield "", study("distribution-id", old, value=column), expect


def _answers(body: dict[str, Any]) -> Any:
    from leanbench.verify import call_body

    return call_body.answers(body["call"])


def box_cox(old: Old) -> Iterator[New]:
    want = old["expected"]
    names = {"lambda_mle": "lambdas.likelihood", "lambda_min_MRbar_individuals": "lambdas.within",
             "lambda_rounded_mle": "lambdas.likelihood, rounded"}  # fmt: skip
    expect = {path: want[key] for key, path in names.items()}
    yield "", study("transform", old, value=old["inputs"]["value_column"]), expect
    yield (
        "printed",
        study("transform", old, value=old["inputs"]["value_column"]),
        {"lambdas.likelihood": published(want["lambda_published"])},
    )


def descriptive(old: Old) -> Iterator[New]:
    names = {"lag1_autocorrelation": "lag1"}
    body = study("descriptive", old, value=old["inputs"]["value_column"])
    yield "", body, {names.get(key, key): value for key, value in old["expected"].items()}


def one_way_anova(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    body = study("one-way-anova", old, value=given["response"], group=given["factor"])
    expect = {
        f"partition.{'f' if key == 'F' else key}": value
        for key, value in want.items()
        if key != "residual_sd"
    }
    yield "", body, expect | ({"residual_sd": want["residual_sd"]} if "residual_sd" in want else {})


def two_sample_t(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    first, second = dict.fromkeys(rows(old, given["group_column"]))
    options = {"value": given["value_column"], "group": given["group_column"]}
    groups = {f"groups.{name}.{part}": want[f"{part}{i}"] for i, name in ((1, first), (2, second))
              for part in ("n", "mean", "sd")}  # fmt: skip
    yield "welch", study("two-sample-t", old, **options), {
        **groups, "statistic": want["t_welch"], "df": [want["df_welch"]], "p": want["p_welch"],
    }  # fmt: skip
    yield "pooled", study("two-sample-t", old, **options, equal_variances=True), {
        "statistic": want["t_pooled"], "df": [want["df_pooled"]],
        "figures.Pooled standard deviation": want["pooled_sd"],
    }  # fmt: skip


def equal_variances(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    options = {"value": given["value_column"], "group": given["group_column"]}
    yield "", study("equal-variances", old, **options), {
        "statistic": want["levene_median"], "p": want["levene_p"], "figures.Bartlett's T": want["bartlett"],
        "figures.p, Bartlett (normal data only)": want["bartlett_p"],
    }  # fmt: skip
    yield "anova", study("one-way-anova", old, **options), {
        "partition.f": want["anova_F"], "partition.p": want["anova_p"]
    }  # fmt: skip
    yield "kruskal-wallis", study("kruskal-wallis", old, **options), {
        "statistic": want["kruskal_wallis_H"], "p": want["kruskal_p"]
    }  # fmt: skip
    yield (
        "sd",
        study("sd-test", old, value=given["value_column"], sigma_known=given["sigma0"]),
        {"statistic": want["chi2_sd"]},
    )


def linear_regression(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    names = {"se_intercept": "coefficients.0.se", "se_slope": "coefficients.1.se"}
    body = study("linear-regression", old, value=given["y"], columns=[given["x"]])
    yield "", body, {names.get(key, key): value for key, value in want.items()}


def grubbs(old: Old) -> Iterator[New]:
    given, want = old["inputs"], old["expected"]
    names = {"G": "statistic", "critical_one_sided": "critical", "critical_two_sided": "critical"}
    body = study("grubbs", old, value=given["value_column"], alpha=given["alpha"],
                 side=None if given["side"] == "two-sided" else given["side"])  # fmt: skip
    yield "", body, {names.get(key, key): value for key, value in want.items()}


def runs_test(old: Old) -> Iterator[New]:
    names = {"runs": "figures.Runs", "n_above": "figures.Above", "n_below": "figures.Below",
             "expected_runs": "figures.Expected runs", "z": "statistic", "p": "p"}  # fmt: skip
    body = study("runs-test", old, value=old["inputs"]["value_column"])
    yield "", body, {names[key]: value for key, value in old["expected"].items()}


def sample_size(old: Old) -> Iterator[New]:
    given = old["inputs"]
    names = {"n_z": "figures.Cases, normal formula", "n_z_rounded_up": "figures.Cases, normal formula, rounded up",
             "n_t": "figures.Cases, iterated t", "n_t_exact_power": "n_exact"}  # fmt: skip
    body = plan("size-one-mean", delta=given["delta_over_sigma"], sd=1, power=1 - given["beta"],
                alpha_pct=100 * given["alpha"], sided="one" if given["sided"] == "one" else None)  # fmt: skip
    yield "", body, {names[key]: value for key, value in old["expected"].items()}


def pareto(old: Old) -> Iterator[New]:
    names = {"order": "labels", "count": "counts", "cum_count": "cumulative", "percent": "percents",
             "cum_percent": "cumulative_percents"}  # fmt: skip
    body = study("pareto", old, category=old["inputs"]["label"], value=old["inputs"]["count"])
    yield "", body, {names[key]: value for key, value in old["expected"].items()}


def process_yield(old: Old) -> Iterator[New]:
    names = {"z_lt": "z_long", "sigma_level_with_1_5_shift": "sigma_level"}
    body = plan("process-yield", **old["inputs"])
    yield "", body, {names.get(key, key): value for key, value in old["expected"].items()}


METHODS: Mapping[str, Callable[[Old], Iterator[New]]] = {
    "i-mr": i_mr, "i-mr-r": i_mr_r, "xbar-r": xbar("xbar-r", "R"), "xbar-s": xbar("xbar-s", "S"),
    "xbar-unequal-n": xbar_unequal, "c": attribute("c", "c"), "np": attribute("np", "np"), "p": attribute("p", "p"),
    "u": attribute("u", "u"), "laney-p": attribute("laney-p", "laney-p"), "laney-u": attribute("laney-u", "laney-u"),
    "i-prime": attribute("i-prime", "I'"), "z-mr": z_mr, "hotelling-t2": t2, "run-chart": run_chart,
    "special-cause-tests": special_causes, "constants": constants, "moving-average": moving_average, "ewma": ewma,
    "cusum": cusum, "g": g, "t": t, "arl": run_lengths, "capability-normal": capability,
    "capability-summary": capability_summary, "capability-between-within": between_within,
    "capability-nonnormal": nonnormal, "capability-binomial": binomial, "capability-poisson": poisson,
    "tolerance-normal": tolerance_normal, "tolerance-nonparametric": tolerance_nonparametric,
    "gage-rr-crossed": gage("gage-rr-crossed"), "gage-rr-nested": gage("gage-rr-nested"), "gage-type-1": gage_type_1,
    "gage-linearity": gage_linearity, "attribute-agreement": agreement, "anderson-darling": anderson_darling,
    "distribution-id": distribution_id, "box-cox": box_cox, "descriptive": descriptive,
    "one-way-anova": one_way_anova, "two-sample-t": two_sample_t, "equal-variances": equal_variances,
    "linear-regression": linear_regression, "grubbs": grubbs, "runs-test": runs_test, "sample-size": sample_size,
    "pareto": pareto, "process-yield": process_yield, **FLOW_KINDS,
}  # fmt: skip


def convert(path: Path, folder: Path) -> list[Path]:
    """The new files of one old case, each checked by running it. Raises SystemExit where one does not pass."""
    old = json.loads(path.read_text("utf-8"))
    old["_folder"] = str(path.parent)
    if old.get("data_csv"):
        with (path.parent / old["data_csv"]).open(encoding="utf-8-sig", newline="") as file:
            old["_columns"] = next(csv.reader(file))
    made = []
    for suffix, body, expect in METHODS[old.get("method") or old["kind"]](old):
        name = f"{path.stem}-{suffix}" if suffix else path.stem
        source = source_of(old)
        if USED and not any(origin.startswith("published") for origin in USED):
            source["kind"] = "derived"
        USED.clear()
        if "data" in body.get("study", ()):
            shutil.copyfile(path.parent / body["study"]["data"], folder / body["study"]["data"])
        case = {
            "schema": SCHEMA, "id": name, "title": old.get("chart_or_method") or old["name"], "source": source,
            **body, "expect": expect, "tolerance": tolerance_of(old),
        }  # fmt: skip
        if old.get("notes"):
            case["notes"] = old["notes"]
        made.append(_write(case, folder / f"{name}.json"))
    return made


def _write(case: dict[str, Any], path: Path) -> Path:
    """Write a case that passes, with printed constants where only they do."""
    path.write_text(case_text(case), "utf-8")
    first = run_file(path)
    if first.status != "pass" and "study" in case:
        case["study"]["options"]["constants"] = "table"
        path.write_text(case_text(case), "utf-8")
        if run_file(path).status != "pass":
            del case["study"]["options"]["constants"]
            path.write_text(case_text(case), "utf-8")
    found = run_file(path)
    print(f"{found.status:6} {path.stem:46} {found.detail}")
    if found.status != "pass":
        _FAILED.append(path.stem)
    return path


_FAILED: list[str] = []


def main(words: list[str]) -> int:
    old, new = Path(words[0]), Path(words[1])
    new.mkdir(parents=True, exist_ok=True)
    paths = sorted(old.glob("*.json"))
    made = [file for path in paths for file in convert(path, new)]
    print(
        f"{len(paths)} old cases became {len(made)}; {len(_FAILED)} do not pass: {', '.join(_FAILED) or 'none'}"
    )
    return 1 if _FAILED else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
