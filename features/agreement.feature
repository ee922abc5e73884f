@agreement
Feature: An agreement says everything both parties promise, and when it ends

  What is not written down cannot be followed up, and what has no end is never
  chosen anew. So an agreement is whole before it is made: what we do, what we
  pay, for how long, how both behave and what we receive.

  Background:
    Given everything stands ready for an agreement with Kulturhuset Hjälmarbryggan

  Rule: An agreement lasts two years or more; a shorter one has an exception that says why

    @C13 @accept
    Scenario: Three years
      When Klara makes the agreement for 2026-02-01 to 2028-12-31
      Then the partnership is agreed
      And the agreement runs from 2026-02-01 to 2028-12-31

    @C13 @accept
    Scenario: Two years to the day
      Given the initiative is planned to end with the agreement on 2028-01-31
      When Klara makes the agreement for 2026-02-01 to 2028-01-31
      Then the partnership is agreed

    @C13 @accept
    Scenario: One year, as a pilot
      Given the initiative is planned to end with the agreement on 2027-01-31
      And Klara has granted Sara an exception from C13 because "it is a pilot"
      When Klara makes the agreement for 2026-02-01 to 2027-01-31
      Then the partnership is agreed

    @C13 @refuse
    Scenario Outline: <length>, without a reason
      Given the initiative is planned to end with the agreement on <end>
      When Klara makes the agreement for 2026-02-01 to <end>
      Then it is refused under C13 because the period is shorter than 24 months
      And what would satisfy it is told: "ask for an exception from C13"

      Examples:
        | length               | end        |
        | One year             | 2027-01-31 |
        | One day short of two | 2028-01-30 |

  Rule: Agreements, understandings and addenda follow the same rules; there is nothing on the side

    @C16 @accept
    Scenario: An understanding is as good as an agreement
      When Klara makes the agreement as an "understanding"
      Then the partnership is agreed

    @C16 @refuse
    Scenario: An oral addition
      When Klara makes the agreement as an "oral addition"
      Then it is refused under C16 because "oral addition" is no kind of agreement

    @C16 @C29 @refuse
    Scenario: An understanding is not let off lightly
      When Klara makes the agreement as an "understanding" without anything in exchange
      Then it is refused under C29 because nothing is received in exchange, so this is a gift

  Rule: What we contribute in marketing is described, so that both know when it is done

    @C25 @accept
    Scenario: Named places and a number
      When Klara makes the agreement with the marketing contribution "logotype on the stage and four posts a year"
      Then the partnership is agreed
      And the agreement has the marketing contribution "logotype on the stage and four posts a year"

    @C25 @refuse
    Scenario Outline: <described> describes nothing
      When Klara makes the agreement with the marketing contribution <described>
      Then it is refused under C25 because the marketing contribution is not described

      Examples:
        | described                |
        | ""                       |
        | "Enligt överenskommelse" |
        | "as agreed."             |

    @C25 @refuse
    Scenario: Nothing is said of marketing
      When Klara makes the agreement without a marketing contribution
      Then it is refused under C25 because the marketing contribution is not described

  Rule: What we pay is stated net, with its VAT rate, year by year; what we give in kind is valued

    @C26 @accept
    Scenario: Two hundred thousand a year, without VAT
      When Klara makes the agreement with these contributions
        | year | net        | VAT | in kind   |
        | 2026 | 200 000 kr | 0   |           |
        | 2027 | 200 000 kr | 0   | 15 000 kr |
        | 2028 | 200 000 kr | 0   |           |
      Then the partnership is agreed
      And 200 000 kr is agreed for 2027
      And the agreement is worth 615 000 kr in all

    @C26 @accept
    Scenario: No money at all is stated as well
      When Klara makes the agreement with these contributions
        | year | net  | VAT | in kind   |
        | 2026 | 0 kr | 0   | 60 000 kr |
        | 2027 | 0 kr | 0   |           |
        | 2028 | 0 kr | 0   |           |
      Then the partnership is agreed
      And the agreement is worth 60 000 kr in all

    @C26 @R5 @refuse
    Scenario Outline: <fault>
      When Klara makes the agreement with these contributions
        | year   | net   | VAT   | in kind   |
        | <year> | <net> | <VAT> | <in kind> |
      Then it is refused under C26 because <reason>

      Examples:
        | fault                       | year | net         | VAT | in kind    | reason                               |
        | No VAT rate is stated       | 2026 | 200 000 kr  |     |            | the VAT rate of 2026 is not stated   |
        | There is no such VAT rate   | 2026 | 200 000 kr  | 7   |            | the VAT rate of 2026 is 7 %          |
        | A payment less than nothing | 2026 | -200 000 kr | 0   |            | the contribution of 2026 is negative |
        | A gift less than nothing    | 2026 | 200 000 kr  | 0   | -15 000 kr | the contribution of 2026 is negative |
        | A year after the end        | 2029 | 200 000 kr  | 0   |            | 2029 is outside the period           |

    @C26 @refuse
    Scenario: A year that is stated twice
      When Klara makes the agreement with these contributions
        | year | net        | VAT | in kind |
        | 2026 | 200 000 kr | 0   |         |
        | 2026 | 20 000 kr  | 0   |         |
      Then it is refused under C26 because 2026 is stated twice

    @C26 @refuse
    Scenario: A year that is left out
      When Klara makes the agreement with these contributions
        | year | net        | VAT | in kind |
        | 2026 | 200 000 kr | 0   |         |
        | 2028 | 200 000 kr | 0   |         |
      Then it is refused under C26 because nothing is stated for 2027
      And what would satisfy it is told: "zero counts too"

    @C26 @refuse
    Scenario: Nothing is said of money
      When Klara makes the agreement without an economic contribution
      Then it is refused under C26 because the economic contribution is missing

    @C26 @refuse
    Scenario Outline: An amount written as <written> is no amount
      When Klara fills in the agreement with the net amount <written>
      Then the form is handed back because <rule>
      And nothing is recorded

      Examples:
        | written          | rule                              |
        | 200000.50        | written as text with its currency |
        | 200000           | written as text with its currency |
        | cirka 200 000 kr | which is not an amount            |
        | 200 000          | write kronor with the currency    |

  Rule: The period has a first and a last day, in that order, and its initiatives lie inside it

    @C27 @accept
    Scenario: From the first day to the last
      When Klara makes the agreement for 2026-02-01 to 2028-12-31
      Then the agreement runs from 2026-02-01 to 2028-12-31

    @C27 @refuse
    Scenario: The end comes before the start
      When Klara makes the agreement for 2028-12-31 to 2026-02-01
      Then it is refused under C27 because the end, 2026-02-01, comes before the start, 2028-12-31

    @C27 @refuse
    Scenario: No first day
      When Klara makes the agreement without a start date
      Then it is refused under C27 because the start date is missing

    @C27 @refuse
    Scenario: An initiative that begins before the period
      Given Sagostunden is planned with goals of the levels outcome
      When Klara makes the agreement for 2026-06-01 to 2028-12-31
      Then it is refused under C27 because Sagostunden starts on 2026-02-01, outside the period

    @C27 @refuse
    Scenario: Until further notice
      When Klara fills in the agreement with the end date tills vidare
      Then the form is handed back because end is text where a date stands
      And nothing is recorded

  Rule: How both behave is agreed as named guidelines, whose breach is a ground to end

    @C28 @accept
    Scenario: Five rules by name
      When Klara makes the agreement with these guidelines
        | guideline                  | what it means                                |
        | code of conduct            | both follow the acknowledged code            |
        | use of our marks           | our logotype is used as the manual says      |
        | duty to report             | figures are handed over within a month       |
        | no discrimination          | nobody is turned away for who they are       |
        | new co-partners in advance | we are told before another partner is let in |
      Then the partnership is agreed
      And "no discrimination" is an agreed guideline

    @C28 @refuse
    Scenario: No rule at all
      When Klara makes the agreement without any guideline
      Then it is refused under C28 because no agreed guideline is named

    @C28 @refuse
    Scenario: A rule that says nothing
      When Klara makes the agreement with these guidelines
        | guideline         | what it means          |
        | no discrimination | enligt överenskommelse |
      Then it is refused under C28 because a guideline has no id or no text

    @C28 @refuse
    Scenario: Two rules by one name
      When Klara makes the agreement with these guidelines
        | guideline      | what it means                          |
        | duty to report | figures are handed over within a month |
        | duty to report | we are told of every change            |
      Then it is refused under C28 because two guidelines share an id

  Rule: What we receive is listed: what, when, at what market value, shown by what; otherwise it is a gift

    @C29 @accept
    Scenario: Six things in exchange
      When Klara makes the agreement with this exchange
        | what                            | when           | market value | shown by         |
        | our name on the stage           | the whole time | 150 000 kr   | photographs      |
        | three theme evenings            | each autumn    | 90 000 kr    | programme        |
        | forty tickets for school pupils | each spring    | 8 000 kr     | ticket list      |
        | a seminar on the results        | each December  | 30 000 kr    | invitation       |
        | a page in the yearbook          | each March     | 12 000 kr    | the printed page |
        | the hall for our own day        | once           | 25 000 kr    | booking          |
      Then the partnership is agreed
      And 6 things are received in exchange

    @C29 @refuse
    Scenario: Nothing in exchange
      When Klara makes the agreement without anything in exchange
      Then it is refused under C29 because nothing is received in exchange, so this is a gift

    @C29 @refuse
    Scenario Outline: The exchange lacks <lacking>
      When Klara makes the agreement with this exchange
        | what   | when   | market value | shown by   |
        | <what> | <when> | <value>      | <shown by> |
      Then it is refused under C29 because exchange line 1 lacks <lacking>

      Examples:
        | lacking      | what                  | when           | value      | shown by    |
        | what         |                       | the whole time | 150 000 kr | photographs |
        | when         | our name on the stage | as agreed      | 150 000 kr | photographs |
        | market value | our name on the stage | the whole time |            | photographs |
        | evidence     | our name on the stage | the whole time | 150 000 kr |             |

  Rule: The end is a calendar date that is still to come

    @C36 @accept
    Scenario: The last day of a year
      When Klara makes the agreement for 2026-02-01 to 2028-12-31
      Then the partnership is agreed
      And Sara is reminded that the agreement ends on 2028-12-31

    @C36 @refuse
    Scenario: No last day
      When Klara makes the agreement without an end date
      Then it is refused under C36 because the end date is missing

    @C36 @refuse
    Scenario: A draft that was left lying until its last day had passed
      Given it is 2029-01-15
      When Klara makes the agreement
      Then it is refused under C27, C34 and C36 because the end date 2028-12-31 has already passed

    @C36 @refuse
    Scenario: An end that hangs on something else
      When Klara fills in the agreement with the end date 3 månader efter projektet
      Then the form is handed back because end is text where a date stands
      And nothing is recorded

  Rule: Nothing in an agreement renews it

    @C37 @refuse
    Scenario: There is no place to write a renewal
      When Klara fills in the agreement with the renewal ett år i taget
      Then the form is handed back because renewal is not a field
      And nothing is recorded

    @C37 @accept
    Scenario Outline: Words that sound like renewal are pointed out, for a person to judge
      When Klara makes the agreement with the marketing contribution <words>
      Then the partnership is agreed
      And Klara is warned under C37 that <sound> in the terms sounds like renewal

      Examples:
        | words                                            | sound                  |
        | "logotyp på scen, förlängs ett år om ej uppsagt" | "förlängs"             |
        | "logotype on the stage until further notice"     | "until further notice" |
