@agreement
Feature: A change is agreed as carefully as the agreement itself

  An agreement in force is changed by another signed document, which stands
  beside the first one for ever. No figure is ever edited, and no change can
  make a partnership last longer than was agreed.

  Background:
    Given Kodverkstan Lillån is an active partner from 2026-02-01 to 2028-12-31 with 200 000 kr agreed for each year

  Rule: What was agreed is changed by an addendum that both have signed

    @C35 @accept
    Scenario: Next year's contribution is raised
      Given both parties have signed an addendum
      When Klara agrees to the addendum that sets 2027 to 250 000 kr
      Then 250 000 kr is agreed for 2027
      And 200 000 kr is agreed for 2028
      And the history ends with
        | what            | by    |
        | addendum agreed | Klara |

    @C16 @accept
    Scenario: A guideline is added
      Given both parties have signed an addendum
      When Klara agrees to the addendum that adds the guideline "safe online"
      Then "safe online" is an agreed guideline
      And what stood in the history before is unchanged

    @C11 @refuse
    Scenario: The seats that were signed off at the start do not cover new ones
      Given Klara has granted Sara an exception from C11 because "the seats go to four schools"
      And both parties have signed an addendum
      And Klara has agreed to the addendum that adds the hospitality "eight seats in a box"
      And both parties have signed another addendum
      When Klara agrees to the addendum that adds the hospitality "dinner at the premiere"
      Then it is refused under C11 because hospitality without sign-off: dinner at the premiere

    @C35 @refuse
    Scenario: Only we have signed
      Given only we have signed an addendum
      When Klara agrees to the addendum that sets 2027 to 250 000 kr
      Then it is refused under C35 because the partner's signature stands under another document
      And 200 000 kr is agreed for 2027

    @C35 @refuse
    Scenario: An addendum without a number to find it by
      Given both parties have signed an addendum
      When Klara agrees to the addendum without a registry number
      Then it is refused under C35 because the registry number is missing

    @C35 @refuse
    Scenario: An addendum that changes nothing
      Given both parties have signed an addendum
      When Klara agrees to the addendum that changes nothing
      Then it is refused under C35 because the addendum changes nothing

    @C35 @R5 @refuse
    Scenario: The amount is edited instead
      When Klara makes the agreement again with 250 000 kr for 2027
      Then it is refused under R5 because Kodverkstan Lillån is active; this is done when it is screened
      And what would satisfy it is told: "a signed addendum"
      And 200 000 kr is agreed for 2027

    @C26 @refuse
    Scenario: Money for a year that was not agreed
      Given both parties have signed an addendum
      When Klara agrees to the addendum that sets 2029 to 200 000 kr
      Then it is refused under C26 because 2029 is outside the agreed period

    @C35 @R2 @refuse
    Scenario: The whole amount grows beyond the signatory's level
      Given both parties have signed an addendum
      When Klara agrees to the addendum that sets 2027 to 700 000 kr
      Then it is refused under R2 because 1 100 000 kr is above what Klara may decide

  Rule: An addendum never moves the end date

    @C37 @accept
    Scenario: More in exchange, for the same time
      Given both parties have signed an addendum
      When Klara agrees to the addendum that adds "an open house each spring" in exchange
      Then the agreement runs from 2026-02-01 to 2028-12-31

    @C37 @refuse
    Scenario Outline: The period is stretched at the <edge>
      Given both parties have signed an addendum
      When Klara agrees to the addendum that moves the <edge> date to <day>
      Then it is refused under C37 because the addendum moves the <edge> date to <day>
      And the agreement runs from 2026-02-01 to 2028-12-31

      Examples:
        | edge  | day        |
        | end   | 2029-12-31 |
        | start | 2026-01-01 |
