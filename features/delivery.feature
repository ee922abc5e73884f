@delivery
Feature: While an agreement is in force, both give what they promised and no more

  Money goes out as agreed and never ahead of the evaluation. What is said in
  our name is looked at before we stand by it. What we receive is told, and
  who else comes into the company is judged anew.

  Background:
    Given Kodverkstan Lillån is an active partner from 2026-02-01 to 2028-12-31 with these initiatives
      | initiative        | starts     | goals      |
      | Flickors kodklubb | 2026-02-01 | applicants |

  Rule: No more is paid for a year than was agreed for it

    @C26 @accept
    Scenario: The instalments of a year add up to what was agreed
      Given Petra has paid 150 000 kr for 2026
      When Petra pays 50 000 kr for 2026
      Then 200 000 kr has been paid for 2026
      And the history ends with
        | what         | by    |
        | payment made | Petra |
        | payment made | Petra |

    @C26 @refuse
    Scenario: One krona too many
      Given Petra has paid 150 000 kr for 2026
      When Petra pays 50 001 kr for 2026
      Then it is refused under C26 because 50 001 kr is more than what is left of 200 000 kr agreed for 2026
      And what would satisfy it is told: "a signed addendum"
      And 150 000 kr has been paid for 2026

    @C26 @refuse
    Scenario Outline: A payment of <amount>
      When Petra pays <amount> for 2026
      Then it is refused under C26 because the amount is not more than zero

      Examples:
        | amount     |
        | 0 kr       |
        | -10 000 kr |

    @C26 @refuse
    Scenario: A year nothing was agreed for
      When Petra pays 10 000 kr for 2029
      Then it is refused under C26 because 10 000 kr is more than what is left of 0 kr agreed for 2029

    @C26 @refuse
    Scenario: Next year's contribution, paid this year
      When Petra pays 10 000 kr for 2027
      Then it is refused under C26 because the contribution of 2027 is not due yet
      And what would satisfy it is told: "pay it in 2027"

    @C27 @R5 @refuse
    Scenario: Nothing is paid before the partnership has begun
      Given Läsfrämjarna Bergslagen is an agreed partner
      When Petra pays 10 000 kr for 2026
      Then it is refused under R5 because Läsfrämjarna Bergslagen is agreed; this is done when it is active or evaluated

  Rule: No money goes out while an evaluation is overdue

    @C38 @accept
    Scenario: On the day the evaluation is due
      Given it is 2027-02-01
      When Petra pays 100 000 kr for 2027
      Then 100 000 kr has been paid for 2027

    @C38 @refuse
    Scenario: The day after
      Given it is 2027-02-02
      When Petra pays 100 000 kr for 2027
      Then it is refused under C38 because the evaluation of Flickors kodklubb was due on 2027-02-01
      And what would satisfy it is told: "an evaluator evaluates Flickors kodklubb first"

    @C38 @accept
    Scenario: Once the evaluation is made, money moves again
      Given it is 2027-03-01
      And Ulla has evaluated Flickors kodklubb
      When Petra pays 100 000 kr for 2027
      Then 100 000 kr has been paid for 2027

  Rule: What is published in our name is reviewed in three parts: visual form, words and content

    @C10 @accept
    Scenario: A brochure that passes
      When Sara records that "the autumn brochure" passes in visual form, words and content
      Then "the autumn brochure" has been reviewed
      And the history ends with
        | what              | by   |
        | material reviewed | Sara |

    @C10 @refuse
    Scenario: Our logotype was used and nobody looked
      When Sara records "the autumn brochure" without a review
      Then it is refused under C10 because the material is not reviewed

    @C10 @accept
    Scenario: A part that fails opens a breach of the guideline it breaks
      When Sara records that "the autumn brochure" fails in words, which breaks "honest marketing"
      Then the history ends with
        | what              | by   |
        | material reviewed | Sara |
        | breach reported   | Sara |
      And Sara owes a decision by 2026-02-15

    @C10 @refuse
    Scenario: A part fails and no guideline is named
      When Sara records that "the autumn brochure" fails in words, which breaks nothing in particular
      Then it is refused under C10 because no agreed guideline is named

    @C10 @C30 @refuse
    Scenario: A part fails and nobody says how
      When Sara records that "the autumn brochure" fails in words, which breaks "honest marketing", without saying how
      Then it is refused under C30 because no reason is given for what failed

    @C10 @refuse
    Scenario: Something was published, but what?
      When Sara records that "" passes in visual form, words and content
      Then it is refused under C10 because no material is named

  Rule: A new co-partner re-opens the question of good company

    @C7 @accept
    Scenario: A year later nobody has assessed the co-partner, and everyone can see it
      Given it is 2026-09-03
      And Sara has recorded that Nöjesbolaget Glitter has joined
      When the calendar reaches 2027-01-15
      Then the assessment of Nöjesbolaget Glitter is 104 days late

    @C7 @refuse
    Scenario: The same co-partner twice
      Given Sara has recorded that Nöjesbolaget Glitter has joined
      When Sara records that Nöjesbolaget Glitter has joined
      Then it is refused under C7 because Nöjesbolaget Glitter is already a co-partner

    @C7 @refuse
    Scenario: An assessment of somebody who is not a co-partner
      When Gustav judges the company of Nöjesbolaget Glitter
      Then it is refused under C7 because Nöjesbolaget Glitter is not a co-partner of Kodverkstan Lillån

    @C7 @refuse
    Scenario: A co-partner without a name
      When Sara records a new co-partner without a name
      Then it is refused under C7 because no co-partner is named

  Rule: What we receive in exchange is told, with what shows it

    @C29 @accept
    Scenario: The yearly lecture was held
      When Sara records that we received "a lecture at our yearly meeting", worth 30 000 kr
      Then the history ends with
        | what             | by   |
        | benefit received | Sara |

    @C29 @refuse
    Scenario: We received something, but what?
      When Sara records that we received "", worth 30 000 kr
      Then it is refused under C29 because nothing is said about what was received

  Rule: Follow-ups and measurements say what was found, of an initiative and a goal that were agreed

    @C18 @accept
    Scenario: The follow-up after half a year
      When Sara follows up Flickors kodklubb and finds "twenty girls, six of them newcomers"
      Then the history ends with
        | what               | by   |
        | follow-up recorded | Sara |

    @C18 @refuse
    Scenario: A follow-up that found nothing to say
      When Sara follows up Flickors kodklubb and finds ""
      Then it is refused under C18 because nothing is said about what was found

    @C18 @refuse
    Scenario: A follow-up of something that was never planned
      When Sara follows up Robotklubben and finds "twenty children"
      Then it is refused under C18 because Kodverkstan Lillån has no initiative "Robotklubben"

    @C17 @accept
    Scenario: A goal is read off between evaluations
      When Sara reads off "applicants" of Flickors kodklubb as "14 per cent"
      Then the history ends with
        | what                 | by   |
        | measurement recorded | Sara |

    @C17 @refuse
    Scenario Outline: A reading of <fault>
      When Sara reads off "<goal>" of Flickors kodklubb as "<value>"
      Then it is refused under C17 because <reason>

      Examples:
        | fault                   | goal       | value | reason                                    |
        | a goal that was not set | followers  | 1 200 | Flickors kodklubb has no goal "followers" |
        | nothing at all          | applicants |       | no value is stated                        |

  Rule: A professional survey may be made, and then it tells supplier, method, respondents, cost and report

    @C41 @accept
    Scenario: Six hundred answers about how well we are known
      When Sara records a survey by Undersökarna with 600 respondents for 45 000 kr
      Then the history ends with
        | what            | by   |
        | survey recorded | Sara |

    @C41 @accept
    Scenario: An evaluation without a survey is an evaluation
      When Ulla evaluates Flickors kodklubb
      Then the partnership is evaluated

    @C41 @refuse
    Scenario Outline: A survey without its <part>
      When Sara records a survey without its <part>
      Then it is refused under C41 because <reason>

      Examples:
        | part                  | reason                               |
        | supplier              | the supplier is missing              |
        | method                | the method is missing                |
        | number of respondents | the number of respondents is missing |
        | cost                  | the cost is missing                  |
        | report                | the document is missing              |
