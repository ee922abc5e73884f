@budget
Feature: We do few things, and are noticed in each

  A limited budget is spent where it shows. So partnerships are few at a time,
  none of them is too small to matter, and every initiative says how we are seen
  in it. Who wants to depart from that says why, and another person agrees.

  Background:
    Given everything stands ready for an agreement with Läsfrämjarna Bergslagen
    And policy 2026-2, which allows 2 partnerships at a time, is in force from 2026-01-12

  Rule: No more partnerships run at the same time than the policy allows

    @C15 @accept
    Scenario: There is room for one more
      Given Teater Vågspel is an agreed partner
      When Klara makes the agreement with Läsfrämjarna Bergslagen
      Then the partnership is agreed

    @C15 @refuse
    Scenario: One too many
      Given Teater Vågspel is an agreed partner
      And Kulturhuset Kajen is an agreed partner
      When Klara makes the agreement with Läsfrämjarna Bergslagen
      Then it is refused under C15 because 2 partnerships run in that period already, and the policy allows 2 at a time
      And what would satisfy it is told: "wait until one ends, or ask for an exception"
      And the refusal stays on record

    @C15 @accept
    Scenario: One too many, explained
      Given Teater Vågspel is an agreed partner
      And Kulturhuset Kajen is an agreed partner
      And Klara has granted Sara an exception from C15 with Läsfrämjarna Bergslagen because "reading is our focus this year"
      When Klara makes the agreement with Läsfrämjarna Bergslagen
      Then the partnership is agreed

    @C15 @accept
    Scenario: One ends before the other begins
      Given Teater Vågspel is an agreed partner
      And Kulturhuset Kajen is an agreed partner until 2028-02-29
      And the agreement with Läsfrämjarna Bergslagen is put off to 2028-03-01
      When Klara makes the agreement with Läsfrämjarna Bergslagen
      Then the partnership is agreed

  Rule: A partnership has the least size the policy says

    @C15 @accept
    Scenario: Just large enough
      When Klara makes the agreement of 50 000 kr in all
      Then the partnership is agreed

    @C15 @refuse
    Scenario: Too small to be noticed
      When Klara makes the agreement of 49 000 kr in all
      Then it is refused under C15 because the whole agreement comes to 49 000 kr, and the policy asks for 50 000 kr

  Rule: Every initiative says how we are seen in it

    @C15 @accept
    Scenario: Our name on stage and in print
      Given the initiative is planned with the visibility plan "our name on the bus and in every programme"
      When Klara makes the agreement
      Then the partnership is agreed

    @C15 @refuse
    Scenario: Nobody has thought of it
      Given the initiative is planned with the visibility plan ""
      When Klara makes the agreement
      Then it is refused under C15 because has no visibility plan
