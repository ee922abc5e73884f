@proposal
Feature: Going on is a new choice that remembers the old one

  Stability is one of our values, and yet nothing is prolonged by itself. When a
  term is over, whoever wants to go on proposes anew, cites what the evaluation
  said, and is screened like everybody else. The relationship is one chain.

  Rule: A successor cites its predecessor, and the whole chain is shown

    @C12 @C37 @accept
    Scenario: From 2019 to this day
      Given Teater Vågspel has been a partner from 2019 to 2021 and from 2022 to 2024
      When Hanna proposes to go on with Teater Vågspel
      Then the partnership is proposed
      And the relationship with Teater Vågspel is one chain since 2019

    @C12 @C37 @accept
    Scenario: Somebody new has no chain
      When Hanna proposes Kulturhuset Kajen
      Then the relationship with Kulturhuset Kajen begins with this proposal

  Rule: A successor rests on an evaluation of the very same partner

    @C37 @refuse
    Scenario: There is nothing to cite yet
      Given Teater Vågspel is an active partner
      When Hanna proposes to go on with Teater Vågspel
      Then it is refused under C37 because has no evaluation to cite
      And the refusal stays on record

    @C37 @refuse
    Scenario: Another partner inherits nothing
      Given Teater Vågspel is an evaluated partner
      When Hanna proposes Kulturhuset Kajen as the successor of Teater Vågspel
      Then it is refused under C37 because is a partnership with Teater Vågspel, not with Kulturhuset Kajen

  Rule: Nobody goes on with a partner whose evaluation is late

    @C38 @refuse
    Scenario: The evaluation of the last year was never made
      Given Teater Vågspel is a partner in its last month, with an evaluation that is late
      When Hanna proposes to go on with Teater Vågspel
      Then it is refused under C38 because with the same partner owes an evaluation
      And the refusal stays on record

  Rule: A successor is screened again, and agreed only after its predecessor's final evaluation

    @C37 @accept
    Scenario: The old one has been evaluated for the last time
      Given Teater Vågspel is a partner in its last month, evaluated for the last time
      And everything stands ready for going on with Teater Vågspel
      When Klara makes the agreement with Teater Vågspel
      Then the partnership is agreed

    @C37 @refuse
    Scenario: The old one still waits for its final evaluation
      Given Teater Vågspel is a partner in its last month, evaluated every year
      And everything stands ready for going on with Teater Vågspel
      When Klara makes the agreement with Teater Vågspel
      Then it is refused under C37 because has no final evaluation
      And what would satisfy it is told: "for the last time first"

    @C37 @C1 @refuse
    Scenario: A successor is judged from the beginning
      Given Teater Vågspel is a partner in its last month, evaluated for the last time
      And Hanna has proposed to go on with Teater Vågspel
      When Gustav screens the proposal
      Then it is refused under C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11 and C21
