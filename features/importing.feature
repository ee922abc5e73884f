@importing
Feature: An organisation that begins with a spreadsheet brings its partnerships along

  Nobody starts from nothing: what has been agreed stands in a spreadsheet. It is
  taken in as it stands there, says that it was imported, and makes up no decision
  of anybody. What the policy asks of an agreement is asked of every row.

  Background:
    Given the register begins on 2026-01-12
    And Anna has a spreadsheet in which Teater Vågspel is partner from 2025-02-01 to 2027-12-31

  Rule: What was agreed is taken in as the spreadsheet tells it

    @C24 @accept
    Scenario: A partnership in the middle of its years
      When Anna imports the spreadsheet
      Then the partnership is active
      And it is told to have been imported by Anna
      And the history ends with
        | what     | by   | because                |
        | imported | Anna | our register begins    |

    @C36 @accept
    Scenario: A partnership that has run its time
      Given the spreadsheet also has Barnens bok, completed on 2025-12-31
      When Anna imports the spreadsheet
      Then Teater Vågspel is an active partner
      And Barnens bok is a terminated partner

    @C38 @accept
    Scenario: The yearly clock goes on from the last evaluation
      Given the spreadsheet says under "last_evaluated_on" that it is "2025-11-20"
      When Anna imports the spreadsheet
      Then the evaluator owes an evaluation by 2026-11-20

    @C27 @accept
    Scenario: Dates as Swedes write them
      Given the spreadsheet says under "start" that it is "1 februari 2025"
      And the spreadsheet says under "end" that it is "31/12 2027"
      When Anna imports the spreadsheet
      Then the partnership is active

    @C35 @accept
    Scenario: The same spreadsheet twice is recorded once
      Given Anna has imported the spreadsheet
      When Anna imports the spreadsheet
      Then it was imported already, and nothing more is recorded

  Rule: What is agreed once the register has begun is agreed in it, step by step

    @C16 @accept
    Scenario: Signed the day before
      Given the spreadsheet says under "signed_on" that it is "2026-01-11"
      And the spreadsheet says under "start" that it is "2026-02-01"
      And the spreadsheet says under "2025" that it is ""
      And the spreadsheet says under "last_evaluated_on" that it is ""
      When Anna imports the spreadsheet
      Then the partnership is agreed

    @C16 @refuse
    Scenario: An import is no way around the screening
      Given the spreadsheet says under "signed_on" that it is "2026-01-12"
      And the spreadsheet says under "start" that it is "2026-02-01"
      And the spreadsheet says under "2025" that it is ""
      And the spreadsheet says under "last_evaluated_on" that it is ""
      When Anna imports the spreadsheet
      Then it is refused under C16 because row 2, signed_on: it was signed on 2026-01-12, and this log began on 2026-01-12
      And no partnership is recorded
      And the refusal stays on record

  Rule: What the policy asks of an agreement is asked of every row

    @C1 @C23 @C26 @C27 @C36 @R1 @refuse
    Scenario Outline: A row that does not tell <what>
      Given the spreadsheet says under "<column>" that it is "<told>"
      When Anna imports the spreadsheet
      Then it is refused under <clause> because row 2, <column>: <finding>
      And no partnership is recorded
      And the refusal stays on record

      Examples:
        | what               | column              | told    | clause | finding                                   |
        | its end            | end                 |         | C36    | the end date is missing                   |
        | its start          | start               |         | C27    | the start date is missing                 |
        | the VAT rate       | vat_percent         |         | C26    | the VAT rate is missing                   |
        | what is paid       | 2026                |         | C26    | nothing is stated for 2026                |
        | what we pay, truly | 2026                | -500    | C26    | -500 kr is negative                       |
        | who it is          | organisation_number |         | C1     | the organisation number is missing        |
        | which code it was  | code_version        | vår kod | C23    | "vår kod" is no published code of conduct |
        | who owns it here   | owner               | n.obody | R1     | n.obody is not registered                 |

    @C36 @refuse
    Scenario: One row is wrong, and none is taken in
      Given the spreadsheet also has Barnens bok, without an end
      When Anna imports the spreadsheet
      Then it is refused under C36 because row 3, end: the end date is missing
      And no partnership is recorded

  Rule: What the spreadsheet commits of this year and later ones fits the frames

    @C14 @accept
    Scenario: What is agreed takes its part of each year, and years that have passed are as they were
      When Anna imports the spreadsheet
      Then of the frame of 2025, 75 000 kr is committed and 0 kr is paid
      And of the frame of 2026, 80 000 kr is committed and 0 kr is paid

    @C14 @refuse
    Scenario: The second row oversteps the frame of the year
      Given the frame of 2026 is 100 000 kr
      And the spreadsheet also has Barnens bok, until 2027-12-31
      When Anna imports the spreadsheet
      Then it is refused under C14 because row 3, 2026: from here on the frame of 100 000 kr is overstepped
      And no partnership is recorded

  Rule: What can be read in more than one way is not guessed

    @C26 @refuse
    Scenario Outline: <told> is no amount in kronor
      Given the spreadsheet says under "2026" that it is "<told>"
      When Anna imports the spreadsheet
      Then the spreadsheet is handed back, naming row 2, 2026: <problem>
      And no partnership is recorded

      Examples:
        | told      | problem                  |
        | 75 000 €  | in another currency      |
        | 75.000    | in more than one way     |
        | 100,005   | more than one way        |
        | cirka 100 | not an amount            |

    @C27 @refuse
    Scenario: A date that could be two
      Given the spreadsheet says under "start" that it is "01/02/2025"
      When Anna imports the spreadsheet
      Then the spreadsheet is handed back, naming row 2, start: in more than one way

  Rule: An import is an administrator's, and has a reason

    @R1 @refuse
    Scenario: An officer tries
      When Hanna imports the spreadsheet
      Then it is refused under R1 because Hanna is not an administrator
      And no partnership is recorded

    @C0 @refuse
    Scenario: Nobody says why
      When Anna imports the spreadsheet without a reason
      Then it is refused under C0 because no reason is given
