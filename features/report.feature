@report
Feature: The board sees a year of partnerships at a glance, and can follow each figure to its source

  Whoever answers for the whole does not read every record. One report tells what
  the year has cost, what came of it and what is late. Nothing in it is written
  by hand: each figure is counted from the log, and says how to count it again.

  Rule: The share of initiatives that can be measured is told, with what it is counted from

    @C31 @C32 @accept
    Scenario: One initiative of two has no goals, for a reason
      Given Öppna Dörrar is a screened partner whose agreement both have signed
      And Mentorskap is planned with goals of the levels outcome
      And Invigning is planned without goals
      And Klara has granted Sara an exception from C32 for Invigning because "it is one evening"
      When Klara makes the agreement
      Then the report of 2026 tells that 1 of 2 initiatives have goals, 50 percent

    @C31 @accept
    Scenario: Every initiative has goals
      Given Teater Vågspel is an active partner
      When Rut reads the report of 2026
      Then it tells that 1 of 1 initiatives have goals, 100 percent

  Rule: A relationship is told with its predecessors, in years and in money

    @C12 @accept
    Scenario: The second term of a theatre we know
      Given Teater Vågspel has been a partner from 2019 to 2021 and from 2022 to 2024
      When Rut reads the report of 2023
      Then it tells that the agreements with Teater Vågspel run through 6 calendar years, from 2019 to 2024

  Rule: What is committed is told against the frame of the year

    @C14 @accept
    Scenario: Less than half of the frame is committed
      Given Teater Vågspel is an active partner from 2026-02-01 to 2028-12-31 with 300 000 kr agreed for each year
      And the frame of 2026 is 800 000 kr
      When Rut reads the report of 2026
      Then it tells that 300 000 kr of 800 000 kr is committed for 2026, and 500 000 kr is free

  Rule: Each partner's and each area's share of the year's committed money is told

    @C15 @accept
    Scenario: Three quarters go to one partner
      Given Teater Vågspel is an active partner from 2026-02-01 to 2028-12-31 with 300 000 kr agreed for each year
      And Kulturhuset Kajen is an active partner from 2026-03-01 to 2028-12-31 with 100 000 kr agreed for each year
      When Rut reads the report of 2026
      Then it tells that Teater Vågspel has 75 percent of what is committed, 300 000 kr
      And it tells that culture has 100 percent of what is committed, 400 000 kr

  Rule: What was not done in time is told with its days

    @C38 @accept
    Scenario: An evaluation that nobody has made
      Given Teater Vågspel is an active partner from 2026-02-01 to 2028-12-31
      And it is 2027-03-01
      When Rut reads the report of 2027
      Then it tells of 1 evaluation that is owed and 28 days late

    @C38 @C39 @accept
    Scenario: An evaluation in time, with every goal met
      Given Teater Vågspel is an evaluated partner
      When Rut reads the report of the year that runs
      Then it tells of 1 evaluation made in time, and that 2 of 2 goals were met

  Rule: Exceptions are counted clause by clause

    @C20 @accept
    Scenario: One was granted this year
      Given Teater Vågspel is a screened partner
      And Klara has granted Sara an exception from C20 because "the effect is measured from the second year"
      When Rut reads the report of 2026
      Then it tells of 1 exception asked for and 1 granted from C20

  Rule: Every figure says how it is counted again

    @C31 @accept
    Scenario: The auditor follows the figures
      Given Teater Vågspel is an active partner
      When Rut reads the report of 2026
      Then every figure names the command that gives it
