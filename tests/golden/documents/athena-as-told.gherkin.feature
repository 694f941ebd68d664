# rendered by aiprd from athena-as-told.prd.yaml with the template gherkin; edit athena-as-told.prd.yaml instead
Feature: Loyalty personalization engine
  What it does: Homepage product recommendations chosen for each loyalty member

  Rule: Performance

    @performance @verify-not-said @at-not-said
    Scenario: Performance 1
      Given the sample size is 10,000
      And the window is 30d
      When it is checked
      Then relevance >= launch (70%) (30 in 100 wrong†)
      And it is decided by not said
      And at least 70.76%† (7,076 of 10,000) observed proves it at 95%

  Rule: Coverage

    @coverage @verify-not-said @at-not-said
    Scenario: Coverage 1
      Given the sample size is not said
      And the window is not said
      When it is checked
      Then coverage >= launch (95%) of active members (5 in 100 wrong†)
      And it is decided by not said

  Rule: Latency

    @latency @verify-not-said @at-not-said
    Scenario: Latency 1
      Given the sample size is not said
      And the window is not said
      When it is checked
      Then P95 latency < 200 ms
      And it is decided by not said

    @latency @verify-not-said @at-not-said
    Scenario: page
      When it is checked
      Then the user waits at most 200ms, the model has 200ms

  Rule: Fairness

    @fairness @verify-not-said @at-not-said
    Scenario: parity
      Given the sample size is in each group not said
      And the window is not said
      And it is told apart by age_group; gender; region
      When it is checked
      Then relevance gap <= 10 pp
      And it is decided by not said

    @fairness @verify-not-said @at-not-said
    Scenario: concentration
      Given the sample size is in each group not said
      And the window is not said
      And it is told apart by any segment
      When it is checked
      Then diversity <= 30%
      And it is decided by not said

  Rule: Explainability

    @explainability @verify-not-said @at-not-said
    Scenario: why
      When it is checked
      Then Each recommendation has a "Why was this recommended?" explanation (100%)

  Rule: Fallback

    @fallback @verify-not-said @at-not-said
    Scenario: timeout
      When model timeout
      Then when model timeout → popularity, within 500ms

    @fallback @verify-not-said @at-not-said
    Scenario: cold
      When fewer than 3 purchases
      Then when fewer than 3 purchases → popularity, until 3 purchases

  Rule: Monitoring

    @monitoring @verify-not-said @at-not-said
    Scenario: daily
      When it is checked
      Then every 1d, alerts on relevance, volume

  Rule: Reliability

    @reliability @verify-not-said @at-not-said
    Scenario: Reliability 1
      Given the sample size is not said
      And the window is not said
      When it is checked
      Then uptime >= 99.5%
      And it is decided by not said

    @reliability @verify-not-said @at-not-said
    Scenario: retrain
      When it is checked
      Then Retraining runs weekly without manual intervention

  Rule: Experience

    @experience @verify-not-said @at-not-said
    Scenario: not_for_me
      When it is checked
      Then Not-for-me is processed within 1s and applies from next session

    @experience @verify-not-said @at-not-said
    Scenario: opt_out
      When it is checked
      Then Members can choose the non-personalized homepage
