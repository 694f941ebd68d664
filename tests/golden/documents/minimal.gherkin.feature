# rendered by aiprd from minimal.prd.yaml with the template gherkin; edit minimal.prd.yaml instead
Feature: Ticket routing
  What it does: not said

  Rule: Performance

    @performance @verify-not-said @at-not-said
    Scenario: Performance 1
      Given the sample size is 2,000
      And the window is 14d
      When it is checked
      Then routed_right >= launch (80%) (20 in 100 wrong†)
      And it is decided by not said
      And at least 81.5%† (1,630 of 2,000) observed proves it at 95%

  Rule: Coverage

    @coverage @verify-not-said @at-not-said
    Scenario: Coverage 1
      Given the sample size is 2,000
      And the window is 14d
      When it is checked
      Then coverage >= 85% of English tickets
      And it is decided by not said
      And at least 86.35%† (1,727 of 2,000) observed proves it at 95%

  Rule: Latency

    @latency @verify-not-said @at-not-said
    Scenario: Latency 1
      Given the sample size is not said
      And the window is 14d
      When it is checked
      Then P99 latency < 8 s
      And it is decided by not said

    @latency @verify-not-said @at-not-said
    Scenario: limit
      When it is checked
      Then the user waits at most 15s, the model has 10s

  Rule: Fairness
    No criterion: not applicable: the model reads ticket text only and each queue works in order of arrival

  Rule: Explainability

    @explainability @verify-not-said @at-not-said
    Scenario: Explainability 1
      When it is checked
      Then Each ticket shows what decided its team (100%)

  Rule: Fallback

    @fallback @verify-not-said @at-not-said
    Scenario: Fallback 1
      When confidence < 60%
      Then when confidence < 60% → suggest, within 3s

    @fallback @verify-not-said @at-not-said
    Scenario: Fallback 2
      When no answer within 10s
      Then when no answer within 10s → triage, within 3s

  Rule: Monitoring

    @monitoring @verify-not-said @at-not-said
    Scenario: Monitoring 1
      When it is checked
      Then every 1d, alerts on routed_right, volume
