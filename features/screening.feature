@screening
Feature: A partner is screened against every criterion, each with a reason and a source

  Twelve questions are answered before anything is agreed. Each answer has a
  reason and a source outside our own opinion, so that whoever asks years later
  can see why this partner was chosen, and who chose.

  Background:
    Given Teater Vågspel is a proposed partner

  Rule: The screening passes when every criterion is judged and met

    @C1 @C2 @C3 @C4 @C5 @C6 @C7 @C8 @C9 @C10 @C11 @C21 @accept
    Scenario: A foundation that has played for children since 1987
      Given Gustav has judged every criterion met
      When Gustav screens the proposal
      Then the partnership is screened
      And the history ends with
        | what              | by     |
        | criteria assessed | Gustav |
        | screened          | Gustav |

    @C1 @C2 @C3 @C4 @C5 @C6 @C7 @C8 @C9 @C10 @C11 @C21 @refuse
    Scenario: Nothing has been judged
      When Gustav screens the proposal
      Then it is refused under C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11 and C21
      And the refusal stays on record
      And the partnership is still proposed

    @C1 @C2 @C6 @C9 @C11 @refuse
    Scenario Outline: <criterion> has not been judged
      Given Gustav has judged every criterion met but <clause>
      When Gustav screens the proposal
      Then it is refused under <clause> because not assessed

      Examples:
        | clause | criterion              |
        | C1     | Social commitment      |
        | C2     | Shared values          |
        | C6     | Diversity              |
        | C9     | Risk to our reputation |
        | C11    | Quality without luxury |

  Rule: A judgement has a reason, and can be shown by a source outside our own opinion

    @C1 @accept
    Scenario: The statutes say it
      Given Gustav has judged every criterion met, and shows C1 by "stadgar § 2.pdf"
      When Gustav screens the proposal
      Then the partnership is screened
      And C1 rests on "stadgar § 2.pdf"

    @C1 @refuse
    Scenario: "They are good"
      Given Gustav has judged every criterion met, but the social commitment only in his own opinion
      When Gustav screens the proposal
      Then it is refused under C1 because C1 is judged without evidence
      And what would satisfy it is told: "a source that exists outside our own opinion"

    @C2 @refuse
    Scenario: A yes without a reason
      When Gustav judges C2 without a reason
      Then it is refused under C2 because C2 is judged without a reason

    @C0 @refuse
    Scenario: A criterion nobody has adopted
      When Gustav judges C24 met
      Then it is refused under C0 because "C24" is not a criterion that is assessed

  Rule: A criterion judged not met stops the screening

    @C2 @C3 @C4 @C21 @refuse
    Scenario Outline: <criterion> is judged not met
      Given Gustav has judged <clause> not met because "<reason>"
      When Gustav screens the proposal
      Then it is refused under <clause> because <reason>
      And what would satisfy it is told: "reject the proposal"

      Examples:
        | clause | criterion             | reason                              |
        | C2     | Shared values         | they lend money at high interest    |
        | C3     | Our own role          | our lesson has no place in the plan |
        | C4     | The will to develop   | the plan says unchanged operation   |
        | C21    | Being open to figures | the partner will not give figures   |

  Rule: The values we share are named, one by one

    @C2 @accept
    Scenario: Stability since 1987
      Given Gustav has judged every criterion met, and names the shared value "stability: a foundation since 1987"
      When Gustav screens the proposal
      Then the partnership is screened

    @C2 @refuse
    Scenario: Values match, but which ones?
      Given Gustav has judged every criterion met, but without naming a shared value
      When Gustav screens the proposal
      Then it is refused under C2 because no shared value is named

  Rule: The activity belongs to education, culture or inclusion; one of them is enough

    @C5 @refuse
    Scenario: A partner in none of our areas
      Given Bilsalongen Motala is a proposed partner in none of our areas
      And Gustav has judged every criterion met
      When Gustav screens the proposal
      Then it is refused under C5 because none of education, culture and inclusion is named
      And what would satisfy it is told: "ask for an exception from C5"

  Rule: Six answers tell how the activity treats people; they are about the activity, never about individuals

    @C6 @accept
    Scenario: Free places and mixed groups, six answers
      Given Gustav has judged every criterion met
      When Gustav screens the proposal
      Then the partnership is screened

    @C6 @refuse
    Scenario Outline: <missing> is left out
      Given Gustav has judged every criterion met, but without an answer on <missing>
      When Gustav screens the proposal
      Then it is refused under C6 because missing: <missing>

      Examples:
        | missing           |
        | ethics            |
        | gender            |
        | ethnic background |
        | age               |
        | economic          |
        | performance       |

    @C6 @refuse
    Scenario: A list of participants has no place in the form
      When Gustav fills in the participants' ethnicity one by one
      Then the form is handed back because participants is not a field
      And nothing is recorded

  Rule: Each partner beside us is serious, long-term and of good repute

    @C7 @accept
    Scenario: Two others, both assessed
      Given Folkets bio is a proposed partner together with Sparbanken Ä and Region Ö
      And Gustav has judged every criterion met, and Sparbanken Ä and Region Ö to be good company
      When Gustav screens the proposal
      Then the partnership is screened

    @C7 @refuse
    Scenario: Others: unknown
      Given Folkets bio is a proposed partner together with Sparbanken Ä and Region Ö
      And Gustav has judged every criterion met, and Sparbanken Ä to be good company
      When Gustav screens the proposal
      Then it is refused under C7 because Region Ö is not assessed

    @C7 @refuse
    Scenario Outline: Company that is not <quality>
      Given Folkets bio is a proposed partner together with Sparbanken Ä
      And Gustav has judged every criterion met, but Sparbanken Ä not to be <quality>
      When Gustav screens the proposal
      Then it is refused under C7 because Sparbanken Ä is not good company

      Examples:
        | quality        |
        | serious        |
        | long-term      |
        | of good repute |

    @C7 @refuse
    Scenario: Somebody who is not beside us
      When Gustav judges the company of Spelbolaget Vinst
      Then it is refused under C7 because Spelbolaget Vinst is not a co-partner

  Rule: We do not disappear in the crowd

    @C8 @accept
    Scenario: The main partner of three
      Given Gustav has judged every criterion met, and us to be one of 3 partners with 40 % of the visibility
      When Gustav screens the proposal
      Then the partnership is screened

    @C8 @accept
    Scenario: Many partners, but we are seen
      Given Gustav has judged every criterion met, and us to be one of 40 partners with 25 % of the visibility
      When Gustav screens the proposal
      Then the partnership is screened

    @C8 @refuse
    Scenario: Logotype 38 of 40
      Given Gustav has judged every criterion met, and us to be one of 40 partners with 2 % of the visibility
      When Gustav screens the proposal
      Then it is refused under C8 because one of 40 partners with 2 % of the visibility disappears in the crowd
      And what would satisfy it is told: "ask for an exception from C8"

    @C8 @refuse
    Scenario: Nobody has counted
      Given Gustav has judged every criterion met, but without counting the partners
      When Gustav screens the proposal
      Then it is refused under C8 because our tier or our share of 0 to 100 per cent is missing

  Rule: A risk to our reputation is stated and lowered; a high one is taken at a higher level

    @C9 @accept
    Scenario: A medium risk with a spokesperson on each side
      Given Gustav has judged the risk to be medium, lowered by "a spokesperson on each side"
      When Gustav screens the proposal
      Then the partnership is screened

    @C9 @refuse
    Scenario: A medium risk and nothing is done about it
      Given Gustav has judged the risk to be medium, lowered by ""
      When Gustav screens the proposal
      Then it is refused under C9 because the risk is medium and nothing is said to lower it

    @C9 @refuse
    Scenario: The risk is not stated
      Given Gustav has judged every criterion met, but without stating the risk
      When Gustav screens the proposal
      Then it is refused under C9 because the risk to our reputation is not stated

    @C9 @R2 @accept
    Scenario: The head of communications takes a high risk
      Given Gustav has judged the risk to be high, lowered by "a joint plan for hard questions"
      When Klara screens the proposal
      Then the partnership is screened

    @C9 @R2 @refuse
    Scenario: The screener does not take a high risk alone
      Given Gustav has judged the risk to be high, lowered by "a joint plan for hard questions"
      When Gustav screens the proposal
      Then it is refused under R2 because the risk is high (C9)
      And what would satisfy it is told: "a head of communications or higher passes the screening"

  Rule: Visual form, words and content are each of high quality

    @C10 @accept
    Scenario: All three are high
      Given Gustav has judged every criterion met
      When Gustav screens the proposal
      Then the partnership is screened

    @C10 @refuse
    Scenario Outline: A yes although <part> failed
      Given Gustav has judged every criterion met, although <part> failed the review
      When Gustav screens the proposal
      Then it is refused under C10 because a part of the review failed

      Examples:
        | part        |
        | visual form |
        | words       |
        | content     |

    @C10 @refuse
    Scenario: An opinion instead of a review
      Given Gustav has judged every criterion met, but without the three-part review
      When Gustav screens the proposal
      Then it is refused under C10 because the three-part review is missing

  Rule: Quality is not extravagance: hospitality is signed off by a second person

    @C11 @accept
    Scenario: A plain seminar lunch needs no mention
      Given Gustav has judged every criterion met
      When Gustav screens the proposal
      Then the partnership is screened

    @C11 @refuse
    Scenario: Seats in a box, and nobody has signed them off
      Given Gustav has judged every criterion met, with the hospitality "eight seats in a box"
      When Gustav screens the proposal
      Then it is refused under C11 because hospitality without sign-off: eight seats in a box

    @C11 @accept
    Scenario: Seats in a box, signed off with a reason
      Given Gustav has judged every criterion met, with the hospitality "eight seats in a box"
      And Klara has granted Sara an exception from C11 because "the seats go to four schools"
      When Gustav screens the proposal
      Then the partnership is screened

  Rule: What the screening settled stays settled; only company is judged again

    @C7 @accept
    Scenario: A new partner joins in the second year and is judged
      Given Region Värmdö is an active partner
      And it is 1 March 2027
      And Sara has recorded that Bryggeriet Humle has joined
      When Gustav judges the company of Bryggeriet Humle
      Then no assessment of Bryggeriet Humle is owed

    @C7 @accept
    Scenario: A new partner joins in the second year and is to be judged within a month
      Given Region Värmdö is an active partner
      And it is 1 March 2027
      When Sara records that Bryggeriet Humle has joined
      Then Gustav owes an assessment of the new co-partner Bryggeriet Humle by 31 March 2027

    @R5 @refuse
    Scenario: The values are not judged again after the screening
      Given Region Värmdö is an active partner
      When Gustav judges C2 met
      Then it is refused under R5 because C2 was settled by the screening

  Rule: A decision may be recorded some days late; it is never dated before what led to it

    @R5 @accept
    Scenario: Screened on Thursday, recorded on Monday
      Given Gustav has judged every criterion met
      And it is 19 January 2026
      When Gustav screens the proposal, dated 15 January 2026
      Then the partnership is screened
      And it counts from 15 January 2026

    @R5 @refuse
    Scenario: Screened before it was proposed
      Given Gustav has judged every criterion met
      And it is 19 January 2026
      When Gustav screens the proposal, dated 5 January 2026
      Then it is refused under R5 because 2026-01-05 is too early
      And what would satisfy it is told: "give a business date from 2026-01-12"
