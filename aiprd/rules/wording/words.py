"""The words: for each kind what is wrong with them, and list by list what to write instead.

A phrase is words with a space between. `a/b` is either word, `a?` may be missing. Places in capitals stand for many
words: QUALITY for each word of a list that is about a quality, PLURAL for a word that ends in s, CASES for what a
product handles, END for the end of a clause. Everything is lower case; the scan makes no difference between the two.
"""

from typing import NamedTuple


def vocabulary(words: str) -> frozenset[str]:
    """The words of a text with a space between."""
    return frozenset(words.split())


class Words(NamedTuple):
    """One list: its kind, what to write instead of such a word, and the phrases, separated by commas."""

    kind: str
    better: str
    phrases: str


REASONS = {
    "vague": "{} without a number: how much of it is enough?",
    "performance": "{} without a number: how fast, or for how many?",
    "amount": "{} in place of a number",
    "escape": "{}: nobody can say when this is not met",
    "open-ended": "{}: nobody can say what else belongs to it",
    "absolute": "{}: a promise of 100%, which no model reaches",
    "uptime": "{}: a promise of 100% uptime, which no service keeps",
    "time": "{} in place of a length of time",
    "comparative": "{}: than what, and by how much?",
    "unit": "{}: of what unit?",
    "percent": "{}: percent of the value, or percentage points?",
}
"""What is wrong with the words of each kind."""

CASES = vocabulary(
    "users customers members clients agents patients people visitors readers viewers requests queries questions answers"
    " messages tickets orders items cases calls sessions transactions records documents files images devices languages"
    " formats games connections events errors failures attempts days hours minutes seconds weeks times"
)

QUALITIES = (
    Words(
        "vague",
        "bound: accuracy >= …, n >= …",
        "accurate, accurately, precise, precisely, trustworthy",
    ),
    Words("vague", "bound: relevance >= …, n >= …", "relevant"),
    Words(
        "vague",
        "bound: uptime >= … over 30d",
        "reliable, reliably, robust, robustly, stable, resilient, dependable",
    ),
    Words(
        "vague",
        "bound: task_success >= …, n >= …",
        "easy, easily, simple, intuitive, intuitively, seamless, seamlessly, smoothly, effortless, effortlessly,"
        " user-friendly, user friendly, easy-to-use, easy to use, friendly, convenient, conveniently, handy, usable,"
        " self-explanatory, understandable, comprehensible, readable, legible, learnable, hassle-free, frictionless",
    ),
    Words(
        "vague",
        "bound: rated_useful >= …, n >= …",
        "good, great, excellent, nice, nicely, high-quality, high quality, good quality, helpful, useful, meaningful,"
        " human-like, attractive, appealing, pleasant, pleasing, beautiful, elegant, delightful, enjoyable, engaging,"
        " aesthetically, concise",
    ),
    Words(
        "vague",
        "bound: … >= …, n >= …",
        "appropriate, appropriately, adequate, adequately, sufficient, sufficiently, reasonable, reasonably, acceptable,"
        " satisfactory, suitable, suitably, proper, properly, decent, graceful, gracefully, flexible, versatile,"
        " effective, effectively, ethically, responsibly, fairly",
    ),
    Words("vague", "bound: … >= baseline, n >= …", "smart, intelligent, intelligently"),
    Words(
        "performance",
        "bound: P95 latency < …",
        "fast, quick, quickly, rapid, rapidly, swift, swiftly, speedy, responsive, performant",
    ),
    Words("performance", "bound: cost_per_case <= …", "efficient, efficiently, cost-effective, lightweight"),
    Words("performance", "bound: requests_per_second >= …", "scalable"),
)
"""Words for a quality; after "more" or "most" they are comparatives."""

OUTPUT = vocabulary(
    "accurate accurately precise relevant reliable reliably fast quick quickly rapid rapidly timely personalised"
    " personalized good great excellent high-quality helpful useful meaningful human-like smart intelligent"
)
"""The words that, in a story, tell what the model gives and not how its screens feel."""

PHRASES = (
    Words(
        "vague",
        "bound: rated_useful >= …, n >= …",
        "clear explanation/explanations/message/messages/image/images/instructions/language/wording/labels/answers,"
        " is/are/be clear END, is/are/be modern END,"
        " professional/modern appearance/look/design/interface/feel/impression/tone/style, look/looks/appear/appears professional,"
        " clearly visible/understandable/readable, clean design/interface/look/layout, back to normal",
    ),
    Words(
        "performance",
        "bound: P95 latency < …",
        "high performance, high-performance, high speed, high-speed, low latency, low-latency,"
        " minimal/minimum/little/low/short delay/delays/latency/wait, short/low/good response/loading time/times,"
        " acceptable/reasonable/adequate/appropriate/good response? time/speed/performance/latency/delay,"
        " without noticeable/significant/any? delay/delays/lag, good/excellent/optimal performance",
    ),
    Words(
        "performance",
        "bound: uptime >= … over 30d",
        "high/good availability/reliability/uptime, highly available/reliable, minimal/minimum downtime/interruption",
    ),
    Words(
        "performance",
        "bound: requests_per_second >= …",
        "highly scalable, heavy load/traffic/use/usage, high volume/volumes/throughput/load/traffic, large scale,"
        " a? large/high/great/huge/unlimited number/numbers/amount/amounts/volume/volumes of",
    ),
    Words(
        "performance",
        "bound: accuracy >= …, n >= …",
        "high/good/sufficient accuracy/precision/recall/quality, highly accurate/relevant/personalised/personalized",
    ),
    Words(
        "amount",
        "a number, such as 3 of 10",
        "several, numerous, various, plenty of, a lot of, lots of, a few, many CASES, some CASES, most CASES, few CASES,"
        " most of the, some kind/sort/type/form of,"
        " a small/limited/certain/significant/sufficient/reasonable/fair/decent number/amount/share/part/portion of,"
        " a number of, a range of, a variety of, little to no, almost/nearly/virtually all/always/never/every/no,"
        " significant, significantly, substantial, substantially, considerable, considerably, noticeably, drastically,"
        " certain cases/conditions/circumstances/situations, enough data/time/information/context/evidence/examples",
    ),
    Words(
        "escape",
        "the sentence without it, or the condition under which it does not hold",
        "if/when/where/wherever/whenever/as it/this? is? technically? possible/feasible/practical/practicable/necessary/"
        "needed/appropriate/applicable/desired/required/reasonable,"
        " so/as far as is? possible/practical/practicable/feasible, as much as possible, to the extent possible/"
        "practical/practicable/feasible, to the greatest/maximum extent possible, to the best of,"
        " best effort/efforts, best-effort, reasonable effort/efforts, if at all possible, as QUALITY as possible,"
        " shall/should/must/will/may try/attempt/strive/aim/endeavour/endeavor/seek to, ideally, preferably, hopefully,"
        " normally, usually, generally, typically, as a rule, in general, in most cases/situations/circumstances,"
        " under/in/during normal conditions/circumstances/operation/use/load, under/in ideal/suitable conditions,"
        " for the most part, no more than necessary, unless necessary,"
        " at its/their/our discretion, may or may not, or similar END",
    ),
    Words(
        "open-ended",
        "the whole list, or the rule that decides what belongs to it",
        "etc, etcetera, et cetera, and so on, and so forth, and the like, and such END, and more END,"
        " and many more, including/include/includes COMMA? (? but not be? limited to )? COMMA?, but not limited to, among others,"
        " among other things, amongst others, or something like that, or whatever, PLURAL COMMA? such as, tbd, tbc,"
        " to be determined/defined/decided/specified/confirmed",
    ),
    Words(
        "absolute",
        "bound: … >= 98%, n >= …",
        "hallucination-free, hallucination free, error-free, error free, bug-free, bias-free, bias free, unbiased,"
        " mistake-free, flawless, flawlessly, infallible, foolproof, unbreakable, unhackable, perfect accuracy/precision/"
        "recall/answers/results, perfectly, fully/completely/totally/entirely/absolutely/100% accurate/correct/reliable/"
        "safe/secure/unbiased/fair/objective/error-free/relevant,"
        " 100% accuracy/precision/recall/correctness,"
        " always/invariably be? accurate/correct/right/relevant/truthful/factual/unbiased,"
        " never be? wrong/incorrect/inaccurate/biased, never hallucinate/hallucinates/err/errs, never misses,"
        " never make/makes/give/gives/produce/produces a? mistake/mistakes/error/errors/wrong/false/incorrect,"
        " zero hallucinations/errors/mistakes/defects/bugs/bias/failures,"
        " zero/no false positives/negatives/alarms/alerts, zero-error,"
        " no hallucinations, contain/contains/make/makes/have/has no errors/mistakes/bias,"
        " without any? bias/hallucinations, guaranteed correct/accurate",
    ),
    Words(
        "uptime",
        "bound: uptime >= … over 30d",
        "always/invariably be? available/reachable/online/up/running, available/reachable/online at all times,"
        " never be? down/unavailable/offline/unreachable, never fail/fails/crash/crashes, cannot fail, zero/no downtime,"
        " zero-downtime, 100% uptime/availability/reliability",
    ),
    Words(
        "time",
        "a length of time, such as within 2s",
        "soon, shortly, asap, as soon as possible/practical/practicable/feasible, immediately, instantly,"
        " immediate/instant answer/answers/reply/replies/response/responses/feedback/update/updates/effect/access/action/results/"
        "notification/notifications/alert/alerts, instantaneous, instantaneously, promptly,"
        " in a? real time, real time, real-time, in? near real time, near-real-time, near-real time, in a? timely manner/"
        "fashion/way, timely, without undue? delay, eventually, in the near? future, at a later time/date/stage/point,"
        " from time to time, periodically, regularly, frequently, occasionally, on a regular basis, at regular intervals,"
        " a short/long/brief/certain period of time, a short/long/brief/certain time/while/period,"
        " for some time, after a while, after some time, within a few seconds/minutes/hours/days/weeks,"
        " within a short/reasonable/acceptable/appropriate/adequate/certain amount/period/space? of? time/timeframe/period,"
        " in/within an? acceptable/reasonable/adequate/appropriate/short/certain time/timeframe, in due course/time, in no time,"
        " as quickly/fast/early/promptly as possible, at the earliest",
    ),
    Words(
        "comparative",
        "… than … by …",
        "better, faster, quicker, smarter, easier, simpler, smoother, safer, cheaper, superior, more efficiently,"
        " more secure/consistent/natural/personal, more/less QUALITY,"
        " improved/enhanced/increased/better user? experience/quality/performance/accuracy/security/efficiency/"
        "satisfaction/usability/productivity/relevance/engagement/results/answers/recommendations/support",
    ),
    Words(
        "comparative",
        "bound: … >= baseline, n >= …",
        "best, most QUALITY, fastest, quickest, easiest, smartest, safest, simplest, highest/greatest quality/accuracy/security/"
        "performance/standards, lowest latency/cost/costs, optimal, optimally, state-of-the-art, state of the art,"
        " world-class, best-in-class, best in class, industry-leading, cutting-edge, next-generation, unparalleled,"
        " unmatched",
    ),
)
"""Words and phrases of the other kinds."""

WISHED = (Words("vague", "bound: relevance >= …, n >= …", "personalised, personalized"),)
"""Words that are vague in what somebody wants, and the name of a feature elsewhere."""

PLAIN = (
    # the … that is concerned
    "the/all/any/each/every/no/other/his/her/their/its relevant/appropriate, relevant/appropriate to, people/staff relevant",
    "relevant/appropriate/applicable law/laws/regulation/regulations/legislation/standard/standards/policy/policies",
    "relevant/appropriate/applicable authority/authorities/article/articles/requirements/rules",
    "relevant/appropriate/applicable team/teams/stakeholder/stakeholders/department/departments",
    "as/if/when/where required/needed by, as/if/when/where needed/required/necessary/appropriate for/to",
    "if/when/where/wherever/whenever possible/required/necessary/applicable/needed/desired PLURAL",
    "if/when/where/wherever/whenever possible/required/necessary/applicable/needed/desired information/data/input",
    # names of things
    "smart watch/watches/phone/phones/card/cards/meter/meters/contract/contracts/speaker/speakers/tv/device/devices",
    "smart home/quotes/lock/grid/glasses, fail/fails/failing fast, fast food/fashion/track/lane/forward/charging/fourier/mode",
    "quick reply/replies/start/guide/link/links/action/actions/filter/filters/view/search/sort/wins",
    "rapid test/tests/antigen/prototyping/response, precise location, friendly name/names/url, modern browser/browsers",
    "stable diffusion/release/version/branch/id/ids/identifier/identifiers/url/order, robust regression/scaler/standard",
    "simple moving/linear/majority/mail/random, optimal threshold/thresholds/policy/value/solution, top-k/top-n relevant",
    "effective date/from/until/on/immediately/n/sample/size/rate/rent/tax/interest/price, efficient frontier",
    "real-time clock/os/operating/bidding/protocol/kernel, real time clock/os/operating/bidding/protocol/kernel",
    "the better of, best match/matches, next/second best, best of",
    "best practice/practices/seller/sellers/before/interest/interests/known/guess/regards, at best, nice to have",
    "good faith/standing/practice/practices/friday/morning, good to know, for good END, proper name/names/noun/nouns",
    "reasonable adjustment/adjustments/accommodation/accommodations, fair value/use, reliable change, useful life",
    "in general practice/terms/medicine/wards/hospitals, generally available/accepted, normally distributed",
    "statistically/clinically significant/significantly, significant digit/digits/figure/figures, unbiased estimator/estimate",
    # other senses of the words
    "frequently asked/bought/used/viewed, engaging with/in, readable by, business/knowledge friendly",
    "immediately after/before/below/above/following/preceding/adjacent/next, soon after, shortly after/before",
    "how many/few/much/fast/quickly/often/easily/accurate/accurately/good/reliable/useful/helpful/relevant/well",
    "as many/few/soon/long/often/well/good as, as QUALITY as, too many/few/fast, so many, not many, many to",
    "PLURAL COMMA? such as this/these/those, one or more",
)
"""Uses in which such a word promises nothing: `the relevant team`, `a smart meter`."""

LISTS = (*QUALITIES, *PHRASES, *WISHED, *(Words("plain", "", phrases) for phrases in PLAIN))
