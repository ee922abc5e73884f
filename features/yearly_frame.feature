@budget
Feature: A year's frame is never overspent

  The money for partnerships is limited. Each year has a frame, proposed by one
  person and set by another. What is agreed is committed at once, for every year
  it lasts, so that nobody promises what somebody else has promised already. What
  ends gives back what was not paid.

  Background:
    Given everything stands ready for an agreement with Läsfrämjarna Bergslagen
    And the agreement asks for 450 000 kr a year from 2026 to 2028

  Rule: A treasurer proposes the frame, and a head of communications or higher sets it

    @C14 @accept
    Scenario: Petra proposes, Klara sets
      Given Petra has proposed a frame of 2 400 000 kr for 2027
      When Klara sets the frame of 2027 to 2 400 000 kr
      Then the frame of 2027 is 2 400 000 kr

    @C14 @accept
    Scenario: A larger frame takes the place of the one before
      Given the frame of 2027 is 2 400 000 kr
      And Petra has proposed a frame of 2 600 000 kr for 2027
      When Klara sets the frame of 2027 to 2 600 000 kr
      Then the frame of 2027 is 2 600 000 kr

    @C14 @refuse
    Scenario: Nobody has proposed it
      When Klara sets the frame of 2027 to 3 000 000 kr
      Then it is refused under C14 because no frame waits to be set for 2027
      And what would satisfy it is told: "a treasurer proposes it first"
      And the refusal stays on record

    @C14 @refuse
    Scenario: Another amount than the one proposed
      Given Petra has proposed a frame of 2 400 000 kr for 2027
      When Klara sets the frame of 2027 to 2 500 000 kr
      Then it is refused under C14 because 2 400 000 kr is proposed for 2027, not 2 500 000 kr

    @R1 @refuse
    Scenario: A partnership lead does not set the frame
      Given Petra has proposed a frame of 2 400 000 kr for 2027
      When Sara sets the frame of 2027 to 2 400 000 kr
      Then it is refused under R1
      And what would satisfy it is told: "a head of communications or higher"

    @C14 @refuse
    Scenario: A frame below what has been promised
      Given the frame of 2027 is 2 400 000 kr
      And Viktor has made the agreement
      When Petra proposes a frame of 400 000 kr for 2027
      Then it is refused under C14 because 450 000 kr of 2027 is taken already

  Rule: An agreement is made only if it fits the frame of every year of its period

    @C14 @accept
    Scenario: It fits to the last krona
      Given the frame of 2027 is 450 000 kr
      When Viktor makes the agreement
      Then the partnership is agreed
      And of the frame of 2027, 450 000 kr is committed and 0 kr is free

    @C14 @refuse
    Scenario: The third year is overrun
      Given the frame of 2028 is 400 000 kr
      When Viktor makes the agreement
      Then it is refused under C14 because 2028: 0 kr is taken and 450 000 kr more is asked for, of a frame of 400 000 kr
      And what would satisfy it is told: "keep to 400 000 kr for 2028"
      And what would satisfy it is told: "the other years hold: 2026"
      And of the frame of 2026, 0 kr is committed and 50 000 000 kr is free

    @C14 @refuse
    Scenario: A year that has no frame yet
      Given the agreement asks for 450 000 kr a year from 2034 to 2036
      When Viktor makes the agreement
      Then it is refused under C14 because no frame is set for 2034

    @C14 @refuse
    Scenario: The second to sign finds the frame used up
      Given the frame of 2027 is 500 000 kr
      And Teater Vågspel has been promised 200 000 kr a year
      When Viktor makes the agreement with Läsfrämjarna Bergslagen
      Then it is refused under C14 because 2027: 200 000 kr is taken and 450 000 kr more is asked for, of a frame of 500 000 kr

  Rule: What ends gives back what has not been paid

    @C14 @accept
    Scenario: Both parties part before anything was paid
      Given Viktor has made the agreement
      When Viktor ends the partnership by mutual consent because "the partner merges"
      Then of the frame of 2027, 0 kr is committed and 450 000 kr is released

    @C14 @accept
    Scenario: What was paid stays used
      Given Viktor has made the agreement
      And the calendar has reached 2026-02-01
      And Petra has paid 150 000 kr for 2026
      When Viktor ends the partnership by notice because "other priorities"
      Then of the frame of 2026, 150 000 kr is committed and 300 000 kr is released
      And of the frame of 2026, 150 000 kr is paid

  Rule: What a survey costs is taken of the frame too

    @C14 @C41 @accept
    Scenario: A survey within the frame
      Given Viktor has made the agreement
      And the frame of 2026 is 500 000 kr
      When Sara records a survey by Undersökarna with 600 respondents for 45 000 kr
      Then of the frame of 2026, 45 000 kr went to surveys and 5 000 kr is free

    @C14 @C41 @refuse
    Scenario: A survey that the frame has no room for
      Given Viktor has made the agreement
      And the frame of 2026 is 480 000 kr
      When Sara records a survey by Undersökarna with 600 respondents for 45 000 kr
      Then it is refused under C14 because 2026: 450 000 kr is taken and 45 000 kr more is asked for

  Rule: What the frame was on a day is told as it was, and as it was known

    @C14 @accept
    Scenario: Before and after the agreement
      Given it is 2026-01-13
      And Viktor has made the agreement
      When it is asked what was committed of 2027 on 2026-01-12
      Then the answer is 0 kr

    @C14 @C35 @accept
    Scenario: A wrong amount that has been corrected since
      Given Viktor has made the agreement
      And it is 2026-01-20
      And Petra has proposed a correction of the amount agreed for 2027 to 400 000 kr
      And Sara has confirmed the correction
      When it is asked what was committed of 2027 on 2026-01-15
      Then the answer is 400 000 kr
      And as known on 2026-01-15 the answer is 450 000 kr
