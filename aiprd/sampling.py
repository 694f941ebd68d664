"""The arithmetic behind the checks: sample sizes, intervals, rates, delays and costs.

Proportions run from 0 to 1 and durations are in seconds, unless a docstring says otherwise. Impossible input
(not a number, a proportion outside its range, no cases at all) raises `ValueError`; an honest "never" is `None`.
Normal approximations are the textbook ones, and each says so. Nothing here loops over a sample, and only `math`
and its like are imported: a lint starts in milliseconds.
"""

import math
from functools import lru_cache, partial
from typing import Literal

_SMALLEST, _LARGEST = 1e-100, 1e100
"""Bounds on input, so wide that only nonsense is outside and so tight that three factors never overflow a float."""


def _between(low: float, high: float, meaning: str, /, **values: float) -> None:
    for name, value in values.items():
        if not low <= value <= high:  # written so that NaN fails too
            raise ValueError(f"{name} must be {meaning}, not {value}")


_proportion = partial(_between, 0, 1, "between 0 and 1")
_open_proportion = partial(_between, _SMALLEST, math.nextafter(1, 0), "between 0 and 1, ends excluded")
_number = partial(_between, -_LARGEST, _LARGEST, "a finite number")
_positive = partial(_between, _SMALLEST, _LARGEST, "a positive number")
_not_negative = partial(_between, 0, _LARGEST, "a number from 0 up")
_at_least_one = partial(_between, 1, _LARGEST, "at least 1")


def _cases(spread: float, gap: float, at_least: float = 1) -> int:
    """Cases at which a `gap` stands out from `spread` / sqrt(n), rounded up past the last float digits."""
    if gap <= 0:
        raise ValueError("there is no difference to show")
    size = max((spread / gap) * (spread / gap), at_least)
    if size > _LARGEST:
        raise ValueError("the difference is too small for any sample to show")
    return math.ceil(size * (1 - 1e-12))


def z(probability: float) -> float:
    """Standard normal quantile of `probability`, to about 15 digits.

    Raises ValueError unless 1e-100 <= probability < 1. For a level close to 1 ask for `-z(1 - level)`.
    Start: Abramowitz and Stegun 26.2.23; polish: Halley's method.
    """
    _open_proportion(probability=probability)
    tail = min(probability, 1 - probability)
    t = math.sqrt(-2 * math.log(tail))
    x = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    for _ in range(3):  # each pass triples the four good digits of the start
        if tail > 0.25:  # near the middle erfc would cancel to nothing
            excess = 0.5 - tail - 0.5 * math.erf(x / math.sqrt(2))
        else:
            excess = 0.5 * math.erfc(x / math.sqrt(2)) - tail
        step = excess * math.sqrt(2 * math.pi) * math.exp(x * x / 2)
        x += step / (1 - x * step / 2)
    return -x if probability < 0.5 else x


def _z_pair(alpha: float, power: float, *, shared_by: float = 1) -> tuple[float, float]:
    """Quantiles for the size of a one-sided test and for its power; outside these ranges no one plans a test."""
    _between(_SMALLEST, math.nextafter(0.5, 0), "between 0 and 0.5, ends excluded", alpha=alpha)
    _between(0.5, math.nextafter(1, 0), "at least 0.5 and below 1", power=power)
    _at_least_one(comparisons=shared_by)
    return -z(alpha / shared_by), z(power)


# One proportion against a threshold


def verification_size(threshold: float, expected: float, *, alpha: float = 0.05, power: float = 0.8) -> int:
    """Cases needed to show a rate is beyond `threshold` when the truth is `expected`, above or below it.

    One-sided test; normal approximation, so short of its power where the truth leaves under five errors (or five
    successes) in the sample, but never fewer cases than a perfect run needs to pass the exact test. Raises ValueError
    if the two are equal, threshold is 0 or 1, alpha is not below 0.5 or power is below 0.5.
    """
    _open_proportion(threshold=threshold)
    _proportion(expected=expected)
    z_size, z_power = _z_pair(alpha, power)
    spread = z_size * math.sqrt(threshold * (1 - threshold)) + z_power * math.sqrt(expected * (1 - expected))
    perfect_run = math.log(alpha) / _log(threshold, above=expected > threshold)
    return _cases(spread, abs(expected - threshold), perfect_run)


def verification_margin(
    threshold: float,
    n: float,
    *,
    direction: Literal["higher", "lower"] = "higher",
    alpha: float = 0.05,
    power: float = 0.8,
) -> float | None:
    """How far beyond `threshold` the truth must be for `n` cases to show it; the inverse of `verification_size`.

    The margin is a positive difference of proportions. None if `n` cases cannot show it even for a perfect product.
    Raises ValueError if threshold is 0 or 1 or n is not positive. Same assumptions as `verification_size`.
    """
    _open_proportion(threshold=threshold)
    _positive(n=n)
    z_size, z_power = _z_pair(alpha, power)
    p, q = (threshold, 1 - threshold) if direction == "higher" else (1 - threshold, threshold)
    noise = z_size * math.sqrt(p * q)
    perfect_run = n * _log(threshold, above=direction == "higher")
    if noise > q * math.sqrt(n) or perfect_run > math.log(alpha) + 1e-9:
        return None
    # margin * sqrt(n) - noise = z_power * sqrt((p + margin)(q - margin)), squared: the larger root of a quadratic
    a = n + z_power * z_power
    b = 2 * noise * math.sqrt(n) + z_power * z_power * (q - p)
    c = p * q * (z_size * z_size - z_power * z_power)
    return (b + math.sqrt(max(0.0, b * b - 4 * a * c))) / (2 * a)


def pass_mark(threshold: float, n: int, *, alpha: float = 0.05, higher_is_better: bool = True) -> float | None:
    """Smallest observed rate on `n` cases that proves the true rate is beyond `threshold` (largest, if lower is better).

    Exact one-sided binomial test; where n*p*(1-p) passes a million, its Cornish-Fisher value, right to one case.
    None if even a perfect run would not prove it. Raises ValueError if threshold is 0 or 1, or n outside 1..1e9.
    """
    _open_proportion(threshold=threshold)
    _between(1, 1e9, "between 1 and 1e9", n=n)
    score, _ = _z_pair(alpha, 0.5)
    p, q = (threshold, 1 - threshold) if higher_is_better else (1 - threshold, threshold)
    limit = alpha * (1 + 1e-12)
    if math.exp(n * _log(threshold, above=higher_is_better)) > limit:
        return None
    spread = math.sqrt(n * p * q)
    guess = math.ceil(n * p + score * spread + (score * score - 1) * (q - p) / 6 + 0.5)
    count = guess if spread > 1000 else _first_passing(n, p, q, limit, guess)
    return (count if higher_is_better else n - count) / n


def _log(threshold: float, *, above: bool) -> float:
    """Log of the chance that one case goes well when the truth is just `threshold`."""
    return math.log(threshold) if above else math.log1p(-threshold)


def _first_passing(n: int, p: float, q: float, limit: float, guess: int) -> int:
    """Smallest count whose upper tail is within `limit`: gallops from the guess, then bisects."""
    low, high, probe, step = 0, n, guess, 1
    while high - low > 1:
        if not low < probe < high:
            probe = (low + high) // 2
        if _upper_tail(n, probe, p, q) <= limit:
            high, probe = probe, probe - step
        else:
            low, probe = probe, probe + step
        step *= 2
    return high


def _upper_tail(n: int, k: int, p: float, q: float) -> float:
    """P(X >= k) for X binomial(n, p) and 0 < k < n: the regularised incomplete beta function I_p(k, n - k + 1)."""
    if k <= n * p:  # the fraction converges fast on the far side only
        return 1 - (_upper_tail(n, n - k + 1, q, p) if k > 1 else math.exp(n * math.log1p(-p)))
    log_choices = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    mass = math.exp(log_choices + k * math.log(p) + (n - k) * math.log(q))
    return mass * q * _beta_fraction(k, n - k + 1, p)


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Continued fraction of the incomplete beta function by Lentz's method; the terms needed grow as sqrt(a + b)."""
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        c, d = 1 + even / c, 1 / (1 + even * d)
        value *= c * d
        c, d = 1 + odd / c, 1 / (1 + odd * d)
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return value


def _wilson(rate: float, n: float, score: float) -> tuple[float, float]:
    _proportion(rate=rate)
    _positive(n=n)
    weight = score * score / n
    centre = (rate + weight / 2) / (1 + weight)
    half = score * math.sqrt((rate * (1 - rate) + weight / 4) / n) / (1 + weight)
    return (max(0.0, centre - half) if rate > 0 else 0.0), (min(1.0, centre + half) if rate < 1 else 1.0)


def wilson_interval(rate: float, n: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Two-sided confidence interval (Wilson 1927) for the true rate after observing `rate` on `n` cases.

    `n` may be an effective size, hence a fraction. Good from about ten cases up, at any rate.
    """
    _open_proportion(confidence=confidence)
    return _wilson(rate, n, -z((1 - confidence) / 2))


def one_sided_bound(rate: float, n: float, *, confidence: float = 0.95, upper: bool = False) -> float:
    """Lower (or upper) confidence bound for the true rate after observing `rate` on `n` cases, by Wilson's formula.

    One-sided: the whole error is on the bound's side.
    """
    _open_proportion(confidence=confidence)
    return _wilson(rate, n, z(confidence))[1 if upper else 0]


def zero_failure_size(rate: float, *, confidence: float = 0.95) -> int:
    """Cases, all without failure, that show the failure rate is below `rate`. Exact, for independent cases."""
    _open_proportion(rate=rate, confidence=confidence)
    return _cases(0, 1, at_least=max(1.0, math.log1p(-confidence) / math.log1p(-rate)))


def zero_failure_bound(n: float, *, confidence: float = 0.95) -> float:
    """Upper confidence bound on the failure rate after `n` independent cases without one. Exact; about 3/n at 95%."""
    _open_proportion(confidence=confidence)
    _positive(n=n)
    return -math.expm1(math.log1p(-confidence) / n)


# Two groups and more


def ab_size_per_arm(
    baseline: float, treated: float, *, alpha: float = 0.05, power: float = 0.8, comparisons: int = 1
) -> int:
    """Units per arm to detect that a rate moves from `baseline` to `treated`; equal arms.

    Two-sided pooled z test (Fleiss, no continuity correction); alpha is shared among `comparisons` (Bonferroni).
    Raises ValueError if the two rates are equal.
    """
    _proportion(baseline=baseline, treated=treated)
    z_size, z_power = _z_pair(alpha / 2, power, shared_by=comparisons)
    mean = (baseline + treated) / 2
    spread = z_size * math.sqrt(2 * mean * (1 - mean))
    spread += z_power * math.sqrt(baseline * (1 - baseline) + treated * (1 - treated))
    return _cases(spread, abs(treated - baseline))


def two_proportion_p(rate_a: float, n_a: float, rate_b: float, n_b: float) -> float:
    """Two-sided p-value of the difference between two observed rates; pooled z test, so 10 or more events each."""
    _proportion(rate_a=rate_a, rate_b=rate_b)
    _positive(n_a=n_a, n_b=n_b)
    share = n_a / (n_a + n_b)
    pooled = rate_a * share + rate_b * (1 - share)
    error = math.sqrt(max(0.0, pooled * (1 - pooled)) * (1 / n_a + 1 / n_b))
    return math.erfc(abs(rate_a - rate_b) / error / math.sqrt(2)) if error > 0 else 1.0


def mean_difference_size_per_arm(
    difference: float, standard_deviation: float, *, alpha: float = 0.05, power: float = 0.8
) -> int:
    """Units per arm to detect a difference of two means, both in the measure's own unit; equal arms and spreads.

    Two-sided z test, so two or three too few when the answer is below about 30. Raises ValueError if difference is 0.
    """
    _positive(difference=abs(difference), standard_deviation=standard_deviation)
    return _cases(sum(_z_pair(alpha / 2, power)) * math.sqrt(2) * standard_deviation, abs(difference))


def gap_size_per_group(
    tolerance: float,
    rate: float,
    *,
    true_gap: float = 0.0,
    comparisons: int = 1,
    alpha: float = 0.05,
    power: float = 0.8,
) -> int:
    """Cases per group to show that two groups near `rate` differ by less than `tolerance` when they differ by `true_gap`.

    One-sided in the gap's direction, so with no true gap both sides are shown with power 2*power - 1 only. Alpha is
    shared among `comparisons` pairs; normal approximation. Raises ValueError unless true_gap < tolerance.
    """
    _open_proportion(rate=rate, tolerance=tolerance)
    _proportion(true_gap=true_gap)
    spread = sum(_z_pair(alpha, power, shared_by=comparisons)) * math.sqrt(2 * rate * (1 - rate))
    return _cases(spread, tolerance - true_gap)


def smallest_gap_shown(
    n_per_group: float, rate: float, *, comparisons: int = 1, alpha: float = 0.05, power: float = 0.8
) -> float:
    """Smallest tolerance `n_per_group` cases can show when there is no gap; the inverse of `gap_size_per_group`.

    A result of 1 or more means that nothing can be shown.
    """
    _positive(n_per_group=n_per_group)
    _open_proportion(rate=rate)
    return sum(_z_pair(alpha, power, shared_by=comparisons)) * math.sqrt(2 * rate * (1 - rate) / n_per_group)


@lru_cache(maxsize=64)
def _mean_normal_range(groups: int) -> float:
    """Mean of the largest less the smallest of `groups` standard normals, by the trapezoid rule (all but exact here)."""
    step, total = 0.125, 0.0
    for i in range(81):  # up to 10 deviations; the integrand is even, so its half is enough
        tail = 0.5 * math.erfc(i * step / math.sqrt(2))
        height = -math.expm1(groups * math.log1p(-tail)) - tail**groups
        total += height if i else height / 2
    return 2 * step * total


def expected_spread(groups: int, n_per_group: float, rate: float) -> float:
    """Mean of the highest less the lowest observed rate over `groups` groups that truly do not differ.

    Normal approximation, for n*p*(1-p) of 5 or more per group. Raises ValueError unless there are 2 to 1e9 groups.
    """
    _between(2, 1e9, "between 2 and 1e9", groups=groups)
    _positive(n_per_group=n_per_group)
    _open_proportion(rate=rate)
    return _mean_normal_range(groups) * math.sqrt(rate * (1 - rate) / n_per_group)


def design_effect(cluster_size: float, icc: float) -> float:
    """Factor by which `cluster_size` cases per cluster with intra-cluster correlation `icc` inflate a variance (Kish)."""
    _at_least_one(cluster_size=cluster_size)
    _proportion(icc=icc)
    return 1 + (cluster_size - 1) * icc


def effective_size(n: float, cluster_size: float, icc: float) -> float:
    """Independent cases worth as much as `n` clustered ones."""
    _positive(n=n)
    return n / design_effect(cluster_size, icc)


# Judges and detectors


def judged_rate(true_rate: float, tpr: float, tnr: float) -> float:
    """Pass rate a judge reports, who passes `tpr` of the good cases and fails `tnr` of the bad ones."""
    _proportion(true_rate=true_rate, tpr=tpr, tnr=tnr)
    return true_rate * tpr + (1 - true_rate) * (1 - tnr)


def corrected_rate(raw: float, tpr: float, tnr: float) -> float:
    """True pass rate behind a judged one (Rogan and Gladen 1978); the inverse of `judged_rate`.

    Not clipped: below 0 or above 1 means that this judge cannot report `raw` on average, whatever the product does.
    Raises ValueError unless tpr + tnr > 1, for such a judge does no better than chance.
    """
    _proportion(raw=raw, tpr=tpr, tnr=tnr)
    skill = tpr + tnr - 1
    if skill < 1e-9:  # 0.6 + 0.4 is not quite 1 in floats
        raise ValueError("tpr + tnr must be above 1")
    return (raw + tnr - 1) / skill


def detection_seconds(window_seconds: float, healthy: float, degraded: float, threshold: float) -> float | None:
    """Seconds until a rolling mean passes `threshold` after its level steps from `healthy` to `degraded`.

    Levels in any one unit; a fall and a rise both work. None if it never fires: the new level is not beyond the
    threshold, or not new. 0 if the healthy level is beyond it already. Assumes evenly spread events and no noise.
    """
    _positive(window_seconds=window_seconds)
    _number(healthy=healthy, degraded=degraded, threshold=threshold)
    change = degraded - healthy
    room = threshold - healthy
    if change < 0:
        change, room = -change, -room
    if change == 0 or change <= room:
        return None
    return window_seconds * max(0.0, room / change)


def precision_from_base_rate(prevalence: float, recall: float, false_positive_rate: float) -> float:
    """Share of flagged cases that are right, at this prevalence (Bayes). ValueError if nothing is ever flagged."""
    _proportion(prevalence=prevalence, recall=recall, false_positive_rate=false_positive_rate)
    right = prevalence * recall
    flagged = right + (1 - prevalence) * false_positive_rate
    if flagged == 0:
        raise ValueError("nothing is ever flagged, so precision has no value")
    return right / flagged


def largest_false_positive_rate(prevalence: float, recall: float, precision: float) -> float:
    """Highest false positive rate that keeps `precision` at this prevalence and recall; at most 1."""
    _open_proportion(prevalence=prevalence)
    _proportion(recall=recall)
    _between(_SMALLEST, 1, "above 0 and at most 1", precision=precision)
    return min(1.0, prevalence * recall * (1 - precision) / (1 - prevalence) / precision)


# Chains, delays, work and money


def chained_rate(rate: float, steps: int) -> float:
    """Chance that `steps` independent steps all succeed, each at `rate`."""
    _proportion(rate=rate)
    _at_least_one(steps=steps)
    return math.pow(rate, steps)


def rate_per_step(end_to_end: float, steps: int) -> float:
    """Rate each of `steps` independent steps must have for all to succeed at `end_to_end`."""
    _proportion(end_to_end=end_to_end)
    _at_least_one(steps=steps)
    return math.pow(end_to_end, 1 / steps)


def repeated_rate(rate: float, tries: int) -> float:
    """Chance that one task succeeds on every one of `tries` independent tries (pass^k, not pass@k)."""
    _at_least_one(tries=tries)
    return chained_rate(rate, tries)


def answer_seconds(first_token_seconds: float, tokens: float, tokens_per_second: float) -> float:
    """Seconds to a complete answer: the wait for the first token, then all `tokens` at the steady rate."""
    _not_negative(first_token_seconds=first_token_seconds, tokens=tokens)
    _positive(tokens_per_second=tokens_per_second)
    return first_token_seconds + tokens / tokens_per_second


def review_hours(volume: float, share: float, minutes_each: float) -> float:
    """Hours people spend when `share` of `volume` cases goes to review at `minutes_each`; per the volume's period."""
    _not_negative(volume=volume, minutes_each=minutes_each)
    _proportion(share=share)
    return volume * share * minutes_each / 60


def psi_expected(bins: int, n: float, m: float) -> float:
    """Mean population stability index when nothing drifted, for samples of `n` and `m` cases (Yurdakul 2018)."""
    _between(2, _LARGEST, "at least 2", bins=bins)
    _positive(n=n, m=m)
    return (bins - 1) * (1 / n + 1 / m)


def error_budget_seconds(slo: float, window_seconds: float) -> float:
    """Seconds of full failure that a service level objective allows in its window."""
    _proportion(slo=slo)
    _positive(window_seconds=window_seconds)
    return (1 - slo) * window_seconds


def burn_spend(rate: float, alert_window_seconds: float, window_seconds: float) -> float:
    """Share of the error budget spent when its burn `rate` (1 spends it in just the window) lasts the alert window."""
    _not_negative(rate=rate)
    _positive(alert_window_seconds=alert_window_seconds, window_seconds=window_seconds)
    return rate * alert_window_seconds / window_seconds


def token_cost(tokens_in: float, tokens_out: float, price_in_per_million: float, price_out_per_million: float) -> float:
    """Cost of `tokens_in` and `tokens_out`, in the currency of the prices, which are per million tokens."""
    _not_negative(tokens_in=tokens_in, tokens_out=tokens_out)
    _not_negative(price_in_per_million=price_in_per_million, price_out_per_million=price_out_per_million)
    return (tokens_in * price_in_per_million + tokens_out * price_out_per_million) / 1e6


def multiple(from_value: float, to_value: float) -> float:
    """How many times `from_value` goes into `to_value`: 6.5 from 12 to 78. ValueError unless from_value > 0."""
    _positive(from_value=from_value)
    _number(to_value=to_value)
    return to_value / from_value


def relative_change(from_value: float, to_value: float) -> float:
    """Change as a share of `from_value`: 5.5 (that is +550%) from 12 to 78. ValueError unless from_value > 0."""
    return multiple(from_value, to_value) - 1
