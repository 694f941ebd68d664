"""Against SciPy and statsmodels, against worked numbers from practice, and against nonsense."""

import ast
import inspect
import math
import timeit
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats
from statsmodels.stats import power as sm_power
from statsmodels.stats import proportion as sm_proportion

from aiprd import sampling
from aiprd.sampling import (
    ab_size_per_arm,
    answer_seconds,
    burn_spend,
    chained_rate,
    corrected_rate,
    design_effect,
    detection_seconds,
    effective_size,
    error_budget_seconds,
    expected_spread,
    gap_size_per_group,
    judged_rate,
    largest_false_positive_rate,
    mean_difference_size_per_arm,
    multiple,
    one_sided_bound,
    pass_mark,
    precision_from_base_rate,
    psi_expected,
    rate_per_step,
    relative_change,
    repeated_rate,
    review_hours,
    smallest_gap_shown,
    token_cost,
    two_proportion_p,
    verification_margin,
    verification_size,
    wilson_interval,
    z,
    zero_failure_bound,
    zero_failure_size,
)

RATES = (0.001, 0.02, 0.3, 0.5, 0.7, 0.95, 0.999)
PLANS = ((0.05, 0.8), (0.01, 0.9), (0.2, 0.5), (1e-9, 0.999))
DAY = 86_400.0
PUBLIC = [
    f
    for name, f in vars(sampling).items()
    if inspect.isfunction(f) and f.__module__ == sampling.__name__ and not name.startswith("_")
]

proportions = st.floats(0.01, 0.99)


def close(value: float, relative: float = 1e-9) -> Any:
    return pytest.approx(value, rel=relative, abs=0)


def test_only_light_modules_are_imported() -> None:
    tree = ast.parse(inspect.getsource(sampling))
    imported = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    imported |= {alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names}
    assert imported <= {"math", "functools", "typing", "collections.abc"}


def test_every_public_function_has_a_docstring() -> None:
    assert [f.__name__ for f in PUBLIC if not f.__doc__] == []


# The normal quantile


@pytest.mark.parametrize(
    "probability",
    [1e-100, 1e-30, 1e-9, 0.001, 0.2499, 0.25, 0.2501, 0.4, 0.4999999, 0.5000001, 0.75, 0.975, 0.999999, 1 - 2**-53],
)
def test_normal_quantile(probability: float) -> None:
    assert z(probability) == close(float(special.ndtri(probability)), 1e-13)


def test_normal_quantile_of_one_half() -> None:
    assert abs(z(0.5)) < 1e-15


@given(st.floats(1e-6, 1 - 1e-6))
def test_normal_quantile_inverts_the_distribution(probability: float) -> None:
    assert float(special.ndtr(z(probability))) == close(probability, 1e-13)


# One proportion


@pytest.mark.parametrize(
    ("threshold", "expected", "size"),
    [
        (0.70, 0.78, 190),
        (0.70, 0.75, 501),
        (0.70, 0.72, 3_202),
        (0.70, 0.71, 12_898),
        (0.90, 0.92, 1_303),
        (0.95, 0.97, 631),
        (0.98, 0.99, 987),
        (0.30, 0.22, 190),  # an error rate is the mirror of a success rate
        (0.02, 0.01, 987),
        (0.70, 1.00, 9),  # 0.7 ** 8 is still above 5%
        (0.01, 0.00, 299),
    ],
)
def test_verification_size_worked(threshold: float, expected: float, size: int) -> None:
    assert verification_size(threshold, expected) == size


@pytest.mark.parametrize(("alpha", "power"), PLANS)
def test_verification_size_against_statsmodels(alpha: float, power: float) -> None:
    for threshold in RATES:
        for expected in (r for r in RATES if r != threshold):
            size = sm_power.normal_sample_size_one_tail(
                expected - threshold,
                power,
                alpha,
                std_null=math.sqrt(threshold * (1 - threshold)),
                std_alternative=math.sqrt(expected * (1 - expected)),
            )
            perfect = math.log(alpha) / math.log(threshold if expected > threshold else 1 - threshold)
            found = verification_size(threshold, expected, alpha=alpha, power=power)
            assert found == math.ceil(max(size, perfect) * (1 - 1e-12)), (threshold, expected)


@given(proportions, st.integers(1, 10**6), st.sampled_from(PLANS), st.booleans())
def test_verification_margin_inverts_the_size(threshold: float, n: int, plan: tuple[float, float], up: bool) -> None:
    alpha, power = plan
    margin = verification_margin(threshold, n, direction="higher" if up else "lower", alpha=alpha, power=power)
    best = verification_size(threshold, 1.0 if up else 0.0, alpha=alpha, power=power)
    if margin is None:
        assert n < best
    else:
        assert n >= best
        assert margin > 0
        expected = min(1.0, max(0.0, threshold + margin if up else threshold - margin))
        found = verification_size(threshold, expected, alpha=alpha, power=power)
        assert n == pytest.approx(found, rel=1e-6, abs=1)


def test_verification_margin_worked() -> None:
    assert verification_margin(0.7, 12_898) == close(0.01, 1e-3)
    assert verification_margin(0.3, 3_202, direction="lower") == close(0.02, 1e-3)
    assert verification_margin(0.98, 148) is None
    assert verification_margin(0.98, 149) is not None


@given(proportions, proportions, st.integers(10, 10**6))
def test_more_cases_never_need_a_larger_margin(threshold: float, power: float, n: int) -> None:
    power = 0.5 + power / 2.1
    few, many = (verification_margin(threshold, size, power=power) for size in (n, n + 1))
    assert few is None or (many is not None and many <= few * (1 + 1e-12))


def test_pass_mark_worked() -> None:
    assert pass_mark(0.7, 10_000) == 0.7076  # 0.7075 by the normal approximation, at which p = 0.0516
    assert pass_mark(0.3, 10_000, higher_is_better=False) == 0.2924
    assert pass_mark(0.99, 298) is None
    assert pass_mark(0.99, 299) == 1.0
    assert pass_mark(0.01, 299, higher_is_better=False) == 0.0
    assert pass_mark(0.5, 2, alpha=0.25) == 1.0


@pytest.mark.parametrize("alpha", [1e-12, 0.001, 0.05, 0.4])
@pytest.mark.parametrize("n", [1, 2, 3, 10, 37, 200, 5_000, 123_456, 4_000_000])
def test_pass_mark_against_scipy(n: int, alpha: float) -> None:
    just_above, just_below = alpha * (1 + 1e-7), alpha * (1 - 1e-7)  # 1 - 0.95 is not quite 0.05 in floats
    for threshold in (1e-6, *RATES, 0.999999):
        mark = pass_mark(threshold, n, alpha=alpha)
        count = n + 1 if mark is None else round(mark * n)
        assert mark is None or stats.binom.sf(count - 1, n, threshold) <= just_above, threshold
        assert stats.binom.sf(count - 2, n, threshold) > just_below, threshold
        mark = pass_mark(threshold, n, alpha=alpha, higher_is_better=False)
        count = -1 if mark is None else round(mark * n)
        assert mark is None or stats.binom.cdf(count, n, threshold) <= just_above, threshold
        assert stats.binom.cdf(count + 1, n, threshold) > just_below, threshold


@pytest.mark.parametrize("alpha", [1e-6, 0.05])
@pytest.mark.parametrize("threshold", [0.01, 0.3, 0.99])
def test_pass_mark_of_a_vast_sample_is_right_to_one_case(threshold: float, alpha: float) -> None:
    n = 900_000_000
    found = pass_mark(threshold, n, alpha=alpha)
    assert found is not None
    assert abs(round(found * n) - int(stats.binom.isf(alpha, n, threshold)) - 1) <= 1


@pytest.mark.parametrize(("n", "k", "p"), [(20, 1, 0.5), (50, 20, 0.5), (50, 49, 0.9), (10**6, 700_900, 0.7)])
def test_binomial_tail(n: int, k: int, p: float) -> None:
    assert sampling._upper_tail(n, k, p, 1 - p) == close(float(stats.binom.sf(k - 1, n, p)), 1e-8)


def test_pass_mark_is_fast_for_millions() -> None:
    seconds = min(timeit.repeat(lambda: pass_mark(0.7, 3_000_000), number=1, repeat=5))
    assert seconds < 0.005


def test_wilson_worked() -> None:
    assert wilson_interval(0.9, 50) == pytest.approx((0.786, 0.957), abs=5e-4)
    assert wilson_interval(0.98, 200) == pytest.approx((0.950, 0.992), abs=5e-4)
    low, high = wilson_interval(0.7, 10_000)
    assert (high - low) / 2 == pytest.approx(0.0090, abs=5e-5)


@pytest.mark.parametrize("n", [1, 7, 40, 1_000, 10**6])
@pytest.mark.parametrize("confidence", [0.6, 0.9, 0.95, 0.999])
def test_wilson_against_statsmodels(n: int, confidence: float) -> None:
    for count in {0, 1, n // 3, n - 1, n}:
        found = wilson_interval(count / n, n, confidence=confidence)
        expected = sm_proportion.proportion_confint(count, n, 1 - confidence, method="wilson")
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)
        low, high = sm_proportion.proportion_confint(count, n, 2 * (1 - confidence), method="wilson")
        assert one_sided_bound(count / n, n, confidence=confidence) == pytest.approx(low, rel=1e-9, abs=1e-12)
        upper = one_sided_bound(count / n, n, confidence=confidence, upper=True)
        assert upper == pytest.approx(high, rel=1e-9, abs=1e-12)


def test_confidence_is_95_percent_unless_said() -> None:
    assert wilson_interval(0.9, 50) == wilson_interval(0.9, 50, confidence=0.95)
    assert one_sided_bound(0.9, 50) == one_sided_bound(0.9, 50, confidence=0.95)
    assert zero_failure_bound(300) == zero_failure_bound(300, confidence=0.95)


def test_wilson_touches_the_ends_exactly() -> None:
    assert {wilson_interval(0, n)[0] for n in range(1, 300)} == {0}
    assert {wilson_interval(1, n)[1] for n in range(1, 300)} == {1}


@pytest.mark.parametrize(("rate", "size"), [(0.01, 299), (0.005, 598), (0.001, 2_995), (0.0001, 29_956)])
def test_zero_failure_size_worked(rate: float, size: int) -> None:
    assert zero_failure_size(rate) == size


def test_zero_failure_size_forgives_float_digits() -> None:
    assert zero_failure_size(0.9, confidence=0.99) == 2
    assert zero_failure_size(0.5, confidence=0.75) == 2
    assert zero_failure_size(0.99, confidence=0.5) == 1


@pytest.mark.parametrize("n", [1, 20, 299, 10**6])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.999])
def test_zero_failure_bound(n: int, confidence: float) -> None:
    bound = zero_failure_bound(n, confidence=confidence)
    assert bound == close(float(stats.beta.ppf(confidence, 1, n)))
    assert zero_failure_size(bound, confidence=confidence) == n


# Groups


@pytest.mark.parametrize(
    ("baseline", "lift", "size"),
    [
        (0.042, 0.10, 37_513),
        (0.042, 0.05, 146_642),
        (0.124, 0.10, 11_561),
        (0.124, 0.05, 45_306),
        (0.124, 0.02, 279_618),
    ],
)
def test_ab_size_worked(baseline: float, lift: float, size: int) -> None:
    assert ab_size_per_arm(baseline, baseline * (1 + lift)) == size


@pytest.mark.parametrize(("alpha", "power"), PLANS)
@pytest.mark.parametrize("comparisons", [1, 3])
def test_ab_size_against_statsmodels(alpha: float, power: float, comparisons: int) -> None:
    for baseline in RATES:
        for treated in (r for r in RATES if r != baseline):
            size = sm_proportion.samplesize_proportions_2indep_onetail(
                treated - baseline, baseline, power, alpha=alpha / comparisons, alternative="two-sided"
            )
            found = ab_size_per_arm(baseline, treated, alpha=alpha, power=power, comparisons=comparisons)
            assert found == math.ceil(size)


@pytest.mark.parametrize(("baseline", "change"), [(0.042, 0.0041), (0.018, 0.0027), (0.124, 0.0066), (0.226, 0.0083)])
def test_smallest_change_forty_thousand_per_arm_detect(baseline: float, change: float) -> None:
    half_a_digit = 0.00005
    assert ab_size_per_arm(baseline, baseline + change + half_a_digit) <= 40_000
    assert ab_size_per_arm(baseline, baseline + change - half_a_digit) > 40_000


def test_a_three_way_test_of_designs() -> None:
    best = 0.118
    second, worst = best / 1.11, best / 1.23
    assert two_proportion_p(best, 3_333, second, 3_333) == pytest.approx(0.13, abs=0.005)
    assert two_proportion_p(best, 3_333, worst, 3_333) == pytest.approx(0.004, abs=0.0005)
    assert ab_size_per_arm(second, best) == 11_430
    assert ab_size_per_arm(second, best, comparisons=3) == 15_246
    assert ab_size_per_arm(worst, best) == 3_079


@pytest.mark.parametrize(
    ("before", "n_before", "after", "n_after", "score"),
    [
        (0.018, 40_000, 0.034, 40_000, 14.2),
        (0.124, 40_000, 0.161, 40_000, 15.0),
        (0.226, 40_000, 0.260, 40_000, 11.2),
        (0.226, 4_960, 0.260, 6_440, 4.2),
    ],
)
def test_two_proportion_p_worked(before: float, n_before: int, after: float, n_after: int, score: float) -> None:
    assert -z(two_proportion_p(before, n_before, after, n_after) / 2) == pytest.approx(score, abs=0.05)


def test_two_proportion_p_at_the_ends() -> None:
    assert two_proportion_p(0.042, 40_000, 0.118, 40_000) < 1e-300  # 39.6 standard errors
    assert two_proportion_p(0, 50, 0, 80) == 1
    assert two_proportion_p(1, 50, 1, 80) == 1
    assert two_proportion_p(0.3, 50, 0.3, 80) == close(1)


@pytest.mark.parametrize("counts", [(10, 40), (3, 9), (0, 6), (39, 55)])
@pytest.mark.parametrize("sizes", [(40, 60), (60, 55), (700, 90)])
def test_two_proportion_p_against_statsmodels(counts: tuple[int, int], sizes: tuple[int, int]) -> None:
    _, expected = sm_proportion.proportions_ztest(counts, sizes)
    found = two_proportion_p(counts[0] / sizes[0], sizes[0], counts[1] / sizes[1], sizes[1])
    assert found == close(float(expected), 1e-8)


@pytest.mark.parametrize(("alpha", "power"), PLANS[:2])
@pytest.mark.parametrize("effect", [0.02, 0.1, 0.5])
def test_mean_difference_size_against_statsmodels(effect: float, alpha: float, power: float) -> None:
    size = sm_power.NormalIndPower().solve_power(effect, alpha=alpha, power=power)
    assert mean_difference_size_per_arm(effect * 7, 7, alpha=alpha, power=power) == close(size, 0.01)
    assert mean_difference_size_per_arm(-effect * 7, 7, alpha=alpha, power=power) == close(math.ceil(size), 1e-3)


def test_mean_difference_size_of_eight_promoter_points() -> None:
    assert mean_difference_size_per_arm(8, 71.1) == pytest.approx(1_240, abs=2)
    assert mean_difference_size_per_arm(8, 77.7) == pytest.approx(1_480, abs=2)


def test_gap_size_worked() -> None:
    assert gap_size_per_group(0.1, 0.7) == 260
    assert gap_size_per_group(0.1, 0.7, true_gap=0.05) == 1_039
    assert gap_size_per_group(0.1, 0.7, true_gap=0.05, comparisons=10) == 1_963


@pytest.mark.parametrize(("alpha", "power"), PLANS)
@pytest.mark.parametrize("rate", RATES)
def test_gap_size_against_statsmodels(rate: float, alpha: float, power: float) -> None:
    for tolerance, gap, comparisons in ((0.1, 0.0, 1), (0.1, 0.05, 6), (0.02, 0.015, 15)):
        noise = math.sqrt(2 * rate * (1 - rate))
        size = sm_power.normal_sample_size_one_tail(tolerance - gap, power, alpha / comparisons, noise)
        found = gap_size_per_group(tolerance, rate, true_gap=gap, comparisons=comparisons, alpha=alpha, power=power)
        assert found == math.ceil(size)


@given(st.integers(1, 10**7), proportions, st.integers(1, 50))
def test_smallest_gap_inverts_the_size(n: int, rate: float, comparisons: int) -> None:
    gap = smallest_gap_shown(n, rate, comparisons=comparisons)
    assert smallest_gap_shown(n + 1, rate, comparisons=comparisons) < gap
    if gap < 1:
        assert gap_size_per_group(gap, rate, comparisons=comparisons) == pytest.approx(n, abs=1)


def test_one_comparison_unless_said() -> None:
    assert smallest_gap_shown(260, 0.7) == smallest_gap_shown(260, 0.7, comparisons=1) == close(0.1, 1e-3)


def test_expected_spread_worked() -> None:
    assert expected_spread(6, 200, 0.7) == pytest.approx(0.082, abs=5e-4)
    assert expected_spread(6, 1_000, 0.7) == pytest.approx(0.037, abs=5e-4)


@pytest.mark.parametrize("groups", [2, 3, 6, 50, 10**6])
def test_expected_spread_against_the_mean_of_the_largest_normal(groups: int) -> None:
    def weighted(x: float) -> float:
        return float(x * groups * stats.norm.pdf(x) * math.exp((groups - 1) * special.log_ndtr(x)))

    largest, _ = integrate.quad(weighted, -9, 9, limit=200, epsabs=1e-11)
    assert expected_spread(groups, 1, 0.5) == close(largest, 1e-8)  # twice the largest, at half the deviation


def test_clusters_worked() -> None:
    assert design_effect(10, 0.2) == close(2.8)
    assert effective_size(10_000, 10, 0.2) == pytest.approx(3_571, abs=0.5)
    assert design_effect(1, 0.9) == 1


# Judges and detectors


def test_a_judge_that_cannot_report_98_percent() -> None:
    assert judged_rate(0.99, 0.95, 0.90) == pytest.approx(0.942, abs=0.0005)
    assert judged_rate(1, 0.95, 0.90) == 0.95
    assert corrected_rate(0.98, 0.95, 0.90) > 1


@given(st.floats(0, 1), st.floats(0.55, 1), st.floats(0.55, 1))
def test_corrected_rate_inverts_judged_rate(rate: float, tpr: float, tnr: float) -> None:
    assert corrected_rate(judged_rate(rate, tpr, tnr), tpr, tnr) == pytest.approx(rate, abs=1e-12)


def test_detection_worked() -> None:
    month, week = (detection_seconds(days * DAY, 0.78, 0.65, 0.70) for days in (30, 7))
    assert month is not None
    assert week is not None
    assert month / DAY == pytest.approx(18.5, abs=0.05)
    assert week / DAY == pytest.approx(4.3, abs=0.05)
    assert detection_seconds(30 * DAY, 0.78, 0.71, 0.70) is None


def test_detection_in_both_directions_and_at_the_edges() -> None:
    assert detection_seconds(100, 200, 400, 250) == close(25)
    assert detection_seconds(100, 200, 240, 250) is None
    assert detection_seconds(100, 0.8, 0.7, 0.7) is None
    assert detection_seconds(100, 0.8, 0.8, 0.7) is None
    assert detection_seconds(100, 0.6, 0.6, 0.7) is None
    assert detection_seconds(100, 0.65, 0.6, 0.7) == 0


@given(st.floats(0.5, 1), st.floats(0, 0.45))
def test_rolling_mean_meets_the_threshold_when_detected(healthy: float, degraded: float) -> None:
    seconds = detection_seconds(60, healthy, degraded, 0.475)
    assert seconds is not None
    assert ((60 - seconds) * healthy + seconds * degraded) / 60 == pytest.approx(0.475)


def test_base_rate_worked() -> None:
    assert precision_from_base_rate(0.005, 0.9, 0.01) == pytest.approx(0.31, abs=0.005)
    assert largest_false_positive_rate(0.005, 0.9, 0.8) == pytest.approx(0.0011, abs=5e-5)
    assert largest_false_positive_rate(0.9, 1, 0.1) == 1


@given(proportions, proportions, proportions)
def test_largest_false_positive_rate_gives_the_precision(prevalence: float, recall: float, precision: float) -> None:
    rate = largest_false_positive_rate(prevalence, recall, precision)
    found = precision_from_base_rate(prevalence, recall, rate)
    assert found == pytest.approx(precision) if rate < 1 else found >= precision - 1e-12


# Chains, delays, work, money


def test_chains_worked() -> None:
    assert chained_rate(0.95, 10) == pytest.approx(0.60, abs=0.005)
    assert repeated_rate(0.95, 8) == pytest.approx(0.66, abs=0.005)
    assert rate_per_step(0.5987369392383789, 10) == close(0.95)


@given(st.floats(0.3, 1), st.integers(1, 200))
def test_rate_per_step_inverts_chained_rate(rate: float, steps: int) -> None:
    assert rate_per_step(chained_rate(rate, steps), steps) == close(rate)


def test_delays_and_work_worked() -> None:
    assert answer_seconds(1.5, 500, 50) == 11.5
    assert review_hours(200_000, 0.05, 6) == close(1_000)
    assert psi_expected(20, 500, 500) == close(0.076)
    assert error_budget_seconds(0.999, 30 * DAY) == close(2_592)
    assert burn_spend(14.4, 3_600, 30 * DAY) == close(0.02)
    assert token_cost(1_200, 400, 3, 15) == close(0.0096)


def test_the_least_that_makes_sense() -> None:
    assert answer_seconds(0, 0, 50) == 0
    assert review_hours(0, 0, 0) == 0
    assert psi_expected(2, 100, 100) == close(0.02)
    assert token_cost(0, 0, 0, 0) == 0
    assert error_budget_seconds(1, DAY) == 0
    assert chained_rate(0.9, 1) == close(0.9)
    assert largest_false_positive_rate(0.1, 0.9, 1) == 0


def test_no_drift_psi_by_simulation() -> None:
    counts = stats.multinomial(2_000, [0.1] * 10).rvs((2, 3_000), random_state=7) / 2_000
    index = ((counts[0] - counts[1]) * special.xlogy(1, counts[0] / counts[1])).sum(axis=1)
    assert float(index.mean()) == close(psi_expected(10, 2_000, 2_000), 0.05)


def test_changes_worked() -> None:
    assert multiple(12, 78) == close(6.5)
    assert relative_change(12, 78) == close(5.5)
    assert multiple(4.2, 11.8) == pytest.approx(2.81, abs=0.005)
    lifts = [(4.2, 11.8, 1.8095), (3.1, 5.7, 0.839), (1.8, 3.4, 0.889), (12.4, 16.1, 0.298), (22.6, 26.0, 0.150)]
    for before, after, lift in lifts:
        assert relative_change(before, after) == pytest.approx(lift, abs=5e-4)
    assert relative_change(12.4 / 4.2, 16.1 / 11.8) == pytest.approx(-0.54, abs=0.005)
    assert relative_change(1.8 / 4.2, 3.4 / 11.8) == pytest.approx(-0.33, abs=0.005)
    assert relative_change(10, -5) == close(-1.5)


# Nonsense

IMPOSSIBLE: list[tuple[Callable[..., object], tuple[float, ...], dict[str, Any], str]] = [
    (z, (0,), {}, "probability"),
    (z, (1,), {}, "probability"),
    (z, (math.nan,), {}, "probability"),
    (verification_size, (0.7, 0.7), {}, "no difference"),
    (verification_size, (1, 0.9), {}, "threshold"),
    (verification_size, (0.7, 1.1), {}, "expected"),
    (verification_size, (0.7, 0.8), {"alpha": 0.5}, "alpha"),
    (verification_size, (0.7, 0.8), {"power": 0.4}, "power"),
    (verification_size, (0.7, 0.8), {"power": 1}, "power"),
    (verification_margin, (0.7, 0), {}, "n must"),
    (pass_mark, (0.7, 0), {}, "n must"),
    (pass_mark, (0.7, 10**400), {}, "n must"),
    (pass_mark, (0, 10), {}, "threshold"),
    (wilson_interval, (1.01, 10), {}, "rate"),
    (wilson_interval, (0.5, -1), {}, "n must"),
    (wilson_interval, (0.5, 10), {"confidence": 1}, "confidence"),
    (one_sided_bound, (0.5, math.inf), {}, "n must"),
    (zero_failure_size, (0,), {}, "rate"),
    (zero_failure_bound, (0,), {}, "n must"),
    (ab_size_per_arm, (0.1, 0.1), {}, "no difference"),
    (ab_size_per_arm, (0.1, 0.2), {"comparisons": 0}, "comparisons"),
    (ab_size_per_arm, (0.1, 0.2), {"alpha": 1.2, "comparisons": 10}, "alpha"),
    (ab_size_per_arm, (0, 5e-324), {}, "too small"),
    (two_proportion_p, (0.1, 10, 0.2, 0), {}, "n_b"),
    (mean_difference_size_per_arm, (0, 1), {}, "difference"),
    (mean_difference_size_per_arm, (1, -1), {}, "standard_deviation"),
    (gap_size_per_group, (0.1, 0.7), {"true_gap": 0.1}, "no difference"),
    (gap_size_per_group, (0.1, 1), {}, "rate"),
    (smallest_gap_shown, (0, 0.7), {}, "n_per_group"),
    (expected_spread, (1, 100, 0.7), {}, "groups"),
    (design_effect, (0.5, 0.2), {}, "cluster_size"),
    (effective_size, (100, 10, 1.1), {}, "icc"),
    (judged_rate, (0.9, 95, 0.9), {}, "tpr"),
    (corrected_rate, (0.9, 0.6, 0.4), {}, "tpr"),
    (detection_seconds, (0, 0.8, 0.6, 0.7), {}, "window_seconds"),
    (detection_seconds, (1, 0.8, math.nan, 0.7), {}, "degraded"),
    (precision_from_base_rate, (0, 0.9, 0), {}, "flagged"),
    (largest_false_positive_rate, (0.1, 0.9, 0), {}, "precision"),
    (largest_false_positive_rate, (0.1, 0.9, 1.5), {}, "precision"),
    (chained_rate, (0.9, 0), {}, "steps"),
    (repeated_rate, (0.9, 0), {}, "tries"),
    (rate_per_step, (-0.1, 3), {}, "end_to_end"),
    (answer_seconds, (1, 100, 0), {}, "tokens_per_second"),
    (answer_seconds, (-1, 100, 50), {}, "first_token_seconds"),
    (review_hours, (100, 5, 6), {}, "share"),
    (psi_expected, (1, 10, 10), {}, "bins"),
    (error_budget_seconds, (99.9, DAY), {}, "slo"),
    (burn_spend, (14.4, 3_600, 0), {}, "window_seconds"),
    (token_cost, (-1, 0, 1, 1), {}, "tokens_in"),
    (multiple, (0, 5), {}, "from_value"),
    (relative_change, (-3, 5), {}, "from_value"),
    (relative_change, (3, math.inf), {}, "to_value"),
]


@pytest.mark.parametrize(("function", "arguments", "options", "message"), IMPOSSIBLE)
def test_impossible_input_is_refused(
    function: Callable[..., object], arguments: tuple[float, ...], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(*arguments, **options)


def test_every_function_refuses_something() -> None:
    assert {f.__name__ for f in PUBLIC} == {function.__name__ for function, *_ in IMPOSSIBLE}


NASTY = (0.0, -0.0, -1.0, 5e-324, 1e-100, 1e-99, 1e-17, 0.05, 0.5, 0.7, 1 - 2**-53, 1.0, 2.0, 1e3, 1e9, 1e100, 1e308)


@settings(max_examples=1_000, deadline=None)
@given(st.data())
def test_nonsense_raises_value_error_and_nothing_else(data: st.DataObject) -> None:
    function = data.draw(st.sampled_from(PUBLIC))
    parameters = inspect.signature(function).parameters.values()
    values = st.sampled_from((*NASTY, math.nan, math.inf, -math.inf)) | st.floats(0, 1) | st.integers(1, 10**6)
    arguments: dict[str, Any] = {
        p.name: data.draw(values) for p in parameters if p.default is p.empty or data.draw(st.booleans())
    }
    choices: dict[str, list[Any]] = {
        "direction": ["higher", "lower"],
        "upper": [False, True],
        "higher_is_better": [False, True],
    }
    for name in choices.keys() & arguments.keys():
        arguments[name] = data.draw(st.sampled_from(choices[name]))
    try:
        result = function(**arguments)
    except ValueError:
        return
    numbers = result if isinstance(result, tuple) else (result,)
    assert all(n is None or math.isfinite(n) for n in numbers), (function.__name__, arguments, result)
