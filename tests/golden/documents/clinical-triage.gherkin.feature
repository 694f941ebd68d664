# rendered by aiprd from clinical-triage.prd.yaml with the template gherkin; edit clinical-triage.prd.yaml instead
Feature: Chest X-ray triage
  What it does: Moves chest X-rays with an urgent finding to the top of the worklist; a radiologist reads each image

  Rule: Performance

    @performance @verify-offline @at-shadow
    Scenario: recall
      Given the sample size is 640
      When the evaluation is run
      Then sensitivity >= launch (90%) (10 in 100 wrong†)
      And it is decided by lower_95
      And at least 92.031%† (589 of 640) observed proves it at 95%

    @performance @verify-offline @at-shadow
    Scenario: false_alarms
      Given the sample size is 6,000
      When the evaluation is run
      Then specificity >= launch (88%) (12 in 100 wrong†)
      And it is decided by lower_95
      And at least 88.7%† (5,322 of 6,000) observed proves it at 95%

    @performance @verify-monitor @at-four_sites
    Scenario: precision
      Given the sample size is 600
      And the window is 28d
      When the figures in production are read
      Then ppv >= 30%
      And it is decided by lower_95, margin 5pp
      And at least 33.33%† (200 of 600) observed proves it at 95%

    @performance @verify-monitor @at-site_1
    Scenario: earlier
      Given the sample size is 180
      And the window is 28d
      When the figures in production are read
      Then read_in_1h >= launch (70%) (30 in 100 wrong†)
      And it is decided by lower_95
      And at least 76.69%† (180 cases are worth 163†, 3 of each room_shift hang together) observed proves it at 95%

  Rule: Coverage

    @coverage @verify-monitor @at-site_1
    Scenario: coverage
      Given the sample size is 3,000
      And the window is 28d
      When the figures in production are read
      Then coverage >= 88%
      And it is decided by lower_95, margin 2pp
      And at least 89%† (2,670 of 3,000) observed proves it at 95%

  Rule: Latency

    @latency @verify-monitor @at-room_1
    Scenario: place
      Given the sample size is not said
      And the window is 14d
      When the figures in production are read
      Then P95 score_time < 40 s; the user waits at most 90s, the model has 60s
      And it is decided by lower_95

    @latency @verify-monitor @at-room_1
    Scenario: place_tail
      Given the sample size is not said
      And the window is 14d
      When the figures in production are read
      Then P99 score_time < 55 s
      And it is decided by lower_95

  Rule: Fairness

    @fairness @verify-offline @at-shadow
    Scenario: equal_recall
      Given the sample size is 1,600 in each group
      And it is told apart by sex: female, male; age_group: 18-39, 40-64, 65+; device: fixed, portable
      When the evaluation is run
      Then sensitivity gap <= 5 pp
      And it is decided by lower_95
      And a gap of at most 3.1 pp† observed proves it at 95% (1,600 cases in each group, 5 pairs of groups)

    @fairness @verify-offline @at-shadow
    Scenario: equal_false_alarms
      Given the sample size is 2,000 in each group
      And it is told apart by sex: female, male; age_group: 18-39, 40-64, 65+; device: fixed, portable
      When the evaluation is run
      Then specificity gap <= 5 pp
      And it is decided by lower_95
      And a gap of at most 2.9 pp† observed proves it at 95% (2,000 cases in each group, 5 pairs of groups)

  Rule: Explainability

    @explainability @verify-review @at-shadow
    Scenario: reason
      When people review it
      Then Each flag names the finding, shows its score and marks the area on the image (100%)

  Rule: Fallback

    @fallback @verify-review @at-room_1
    Scenario: no_score
      When no score within 60s
      Then when no score within 60s → request_order, within 5s

    @fallback @verify-review @at-room_1
    Scenario: unsure
      When confidence of 40-60%
      Then when confidence of 40-60% → duty_check, within 5s

    @fallback @verify-review @at-room_1
    Scenario: rejected
      When image fails the input check
      Then when image fails the input check → request_order, within 5s

    @fallback @verify-review @at-room_1
    Scenario: no_orders
      When no order message for 5min
      Then when no order message for 5min → arrival_order, within 5s

    @fallback @verify-review @at-room_1
    Scenario: no_archive
      When image archive not reachable for 60s
      Then when image archive not reachable for 60s → phone_list, within 5s

  Rule: Monitoring

    @monitoring @verify-review @at-room_1
    Scenario: daily
      When people review it
      Then every 1d, alerts on sensitivity, read_in_1h, late_urgent, routine_wait, coverage, fallback_rate, score_time, uptime, volume

    @monitoring @verify-review @at-room_1
    Scenario: weekly
      When people review it
      Then every 1w, alerts on specificity, ppv, opt_out_rate, flags_opened

  Rule: Reliability

    @reliability @verify-monitor @at-all
    Scenario: uptime
      Given the window is 28d
      When the figures in production are read
      Then uptime >= 99.5%

    @reliability @verify-review @at-room_1
    Scenario: failover
      When people review it
      Then The next level orders the worklist within 5s of its trigger; within 5s

    @reliability @verify-review @at-all
    Scenario: retraining
      When people review it
      Then The model is retrained each 6mo and serves after the release gate and a sign-off; every 6mo

  Rule: Experience

    @experience @verify-review @at-shadow
    Scenario: disagree
      When people review it
      Then A disagreement is stored within 2s and is read in the review of the same week; within 2s

    @experience @verify-review @at-shadow
    Scenario: explained
      When people review it
      Then Radiologists see the reason of a flag with one key

    @experience @verify-review @at-shadow
    Scenario: opt_out
      When people review it
      Then Radiologists can switch to the request order with one key at any time of a shift; → request_order

  Rule: Safety

    @safety @verify-monitor @at-four_sites
    Scenario: late
      Given the sample size is 700
      And the window is 28d
      When the figures in production are read
      Then late_urgent <= 3%
      And it is decided by lower_95, margin 2pp
      And at most 1.857%† (13 of 700) observed proves it at 95%

    @safety @verify-monitor @at-site_1
    Scenario: routine
      Given the sample size is not said
      And the window is 28d
      When the figures in production are read
      Then P99 routine_wait < 1 d
      And it is decided by lower_95

    @safety @verify-offline @at-shadow
    Scenario: together
      Given the sample size is 800
      When the evaluation is run
      Then missed_read <= 4%
      And it is decided by lower_95, margin 2pp
      And at most 2.75%† (22 of 800) observed proves it at 95%

  Rule: Security

    @security @verify-review @at-shadow
    Scenario: signed_images
      When people review it
      Then Images without a valid signature of the archive get no score and go to the duty desk; → duty_check

  Rule: Privacy

    @privacy @verify-review @at-shadow
    Scenario: stays_inside
      When people review it
      Then Images and scores stay on hospital servers; access is logged by name

    @privacy @verify-review @at-shadow
    Scenario: deletion
      When people review it
      Then Scores and logs are deleted after 24mo

  Rule: Cost

    @cost @verify-monitor @at-site_1
    Scenario: running_cost
      Given the window is 28d
      When the figures in production are read
      Then mean cost_per_image <= €1.4
      And it is decided by lower_95

  Rule: Oversight

    @oversight @verify-review @at-shadow
    Scenario: human_read
      When people review it
      Then A radiologist reads each image; the product neither hides an image nor writes a report

    @oversight @verify-review @at-shadow
    Scenario: override
      When people review it
      Then A radiologist can move an image to any place with one drag

    @oversight @verify-review @at-shadow
    Scenario: stop
      When people review it
      Then The shift lead or the safety officer stops the reordering within 10s; → request_order, within 10s

    @oversight @verify-review @at-shadow
    Scenario: competence
      When people review it
      Then Users have passed the two-hour course on limits and automation bias
