# rendered by aiprd from athena-repaired.prd.yaml with the template gherkin; edit athena-repaired.prd.yaml instead
Feature: Loyalty personalization engine
  What it does: Chooses the 20 products that a loyalty member sees on the homepage

  Rule: Performance

    @performance @verify-review @at-half
    Scenario: Performance 1
      Given the sample size is 2,000
      When people review it
      Then relevance >= launch (70%) (30 in 100 wrong†)
      And it is decided by lower_95
      And at least 71.75%† (1,435 of 2,000) observed proves it at 95%

  Rule: Coverage

    @coverage @verify-monitor @at-half
    Scenario: Coverage 1
      Given the sample size is 20,000
      And the window is 7d
      When the figures in production are read
      Then coverage >= 95%
      And it is decided by not said
      And at least 95.255%† (19,051 of 20,000) observed proves it at 95%

  Rule: Latency

    @latency @verify-monitor @at-half
    Scenario: Latency 1
      Given the sample size is 10,000
      And the window is 7d
      When the figures in production are read
      Then P95 latency < 200 ms
      And it is decided by not said
      And at least 9,537 of 10,000† cases within 200 ms proves it at 95%

    @latency @verify-monitor @at-half
    Scenario: Latency 2
      Given the sample size is 10,000
      And the window is 7d
      When the figures in production are read
      Then P99 latency < 280 ms
      And it is decided by not said
      And at least 9,917 of 10,000† cases within 280 ms proves it at 95%

    @latency @verify-monitor @at-half
    Scenario: page
      When the figures in production are read
      Then the user waits at most 400ms, the model has 300ms

  Rule: Fairness

    @fairness @verify-review @at-half
    Scenario: parity
      Given the sample size is 2,100 in each group
      And it is told apart by age_group: 18-34, 35-54, 55+; gender: women, men, other or not stated; region: north, centre, south
      When people review it
      Then relevance gap <= 10 pp
      And it is decided by margin 5pp
      And a gap of at most 6.7 pp† observed proves it at 95% (2,100 cases in each group, 9 pairs of groups)

    @fairness @verify-monitor @at-half
    Scenario: concentration
      Given the sample size is 20,000 in each group
      And the window is 7d
      And it is told apart by age_group: 18-34, 35-54, 55+; gender: women, men, other or not stated; region: north, centre, south
      When the figures in production are read
      Then top_category_share <= 30%
      And it is decided by not said
      And at most 29.04%† (20,000 cases are worth 6,250†, 23 of each member hang together) observed in each group proves it at 95%

  Rule: Explainability

    @explainability @verify-offline @at-half
    Scenario: why
      When the evaluation is run
      Then Each item opens a line that names the purchase, the interest or the list it comes from (100%)

  Rule: Fallback

    @fallback @verify-monitor @at-half
    Scenario: unsure
      When confidence < 60%
      Then when confidence < 60% → reduced, within 100ms

    @fallback @verify-monitor @at-half
    Scenario: timeout
      When no answer within 300ms
      Then when no answer within 300ms → top_category, within 100ms

    @fallback @verify-monitor @at-half
    Scenario: cold
      When fewer than 3 purchases
      Then when fewer than 3 purchases → popularity, within 100ms, until 3 purchases

  Rule: Monitoring

    @monitoring @verify-monitor @at-half
    Scenario: daily
      When the figures in production are read
      Then volume: 30% fewer items shown than on that weekday; every 1d, alerts on ctr, fallback_rate, latency, volume

    @monitoring @verify-monitor @at-half
    Scenario: weekly
      When the figures in production are read
      Then every 1w, alerts on relevance, coverage, opt_out_rate, top_category_share

  Rule: Reliability

    @reliability @verify-monitor @at-full
    Scenario: Reliability 1
      Given the sample size is 1M
      And the window is 30d
      When the figures in production are read
      Then uptime >= 99.5%
      And it is decided by not said
      And at least 99.5117%† (995,117 of 1,000,000) observed proves it at 95%

    @reliability @verify-monitor @at-half
    Scenario: retraining
      When the figures in production are read
      Then Retrains each week; a new model serves only after the gate in change.retraining; every 1w

  Rule: Experience

    @experience @verify-offline @at-half
    Scenario: not_for_me
      When the evaluation is run
      Then A "Not for me" is stored within 1s and takes effect from the next session on; within 1s

    @experience @verify-offline @at-half
    Scenario: opt_out
      When the evaluation is run
      Then A member who switches to the plain homepage sees level `generic` from the next page on

  Rule: Safety

    @safety @verify-offline @at-half
    Scenario: sensitive
      When the evaluation is run
      Then Items of the 14 sensitive categories are removed after scoring, before anything is shown

  Rule: Privacy

    @privacy @verify-review @at-half
    Scenario: deletion
      When people review it
      Then A deletion request empties purchases, browsing and interests of that member within 30d, training data included; within 30d
