@audit
Feature: The auditor's questions are answered from the log

  Whoever audits the partnerships looks across all of them, and trusts nobody's
  summary. Each answer cites the entries it rests on and says how much was
  looked at, so that "nothing was found" is an answer as well.

  Rule: What was entered long after it happened can be seen

    @R5 @accept
    Scenario: A follow-up of March is entered in April
      Given Teater Vågspel is an active partner from 2026-02-01 to 2028-12-31
      And it is 2026-04-21
      And Sara has recorded a follow-up made on 2026-03-10
      When Rut asks what was entered late
      Then the answer is
        | what               | by   | days late |
        | follow up recorded | Sara | 42        |

    @R5 @accept
    Scenario: Everything was entered when it happened
      Given Teater Vågspel is an active partner
      When Rut asks what was entered late
      Then the answer is that nothing was recorded more than 7 days after its effective date

  Rule: An account belongs to one person, and it shows when it served several

    @R6 @accept
    Scenario: Two people use one account
      Given Teater Vågspel is a screened partner
      When Rut asks who acted from which account
      Then Hanna and Gustav are told to have acted from one account
      And nobody is bound to it

  Rule: That nothing is held is an answer, with what was searched

    @C0 @accept
    Scenario: An organisation nobody has heard of
      Given Teater Vågspel is a proposed partner
      When Rut asks what is held on "Okända Klubben"
      Then the answer is that no records are held, after a search of the whole log

    @C0 @accept
    Scenario: A partner is found with everything that happened
      Given Teater Vågspel is a proposed partner
      When Rut asks what is held on "Teater Vågspel"
      Then the answer is
        | what     | by    |
        | proposed | Hanna |

    @C0 @accept
    Scenario: A name that is nearly right
      Given Teater Vågspel is a proposed partner
      When Rut asks what is held on "Teater Vagspel"
      Then she is asked whether she means "Teater Vågspel"

  Rule: A file is the document that was signed when every byte of it is

    @C24 @accept
    Scenario: The agreement in the archive is the one both signed
      Given Teater Vågspel is an agreed partner
      When Rut asks whether the agreement in the archive was signed
      Then it is the very document that was signed by us and signed by the partner

    @C24 @accept
    Scenario: A word has been changed in the archive
      Given Teater Vågspel is an agreed partner
      When Rut asks whether an agreement with another word in it was signed
      Then it is not, and a document of this name was signed with another content

  Rule: A correction shows both what was said and what is right

    @C35 @accept
    Scenario: A slip of the pen has been put right
      Given Kodverkstan Lillån is an active partner from 2026-02-01 to 2028-12-31 with 330 000 kr agreed for each year
      And it is 2026-06-01
      And Hanna has proposed a correction of the amount agreed for 2026 to 300 000 kr
      And Klara has confirmed the correction
      When Rut asks what was corrected
      Then the answer is
        | said       | right is   | proposed by | confirmed by |
        | 330 000 kr | 300 000 kr | Hanna       | Klara        |

    @C35 @accept
    Scenario: A correction that nobody has confirmed
      Given Kodverkstan Lillån is an active partner from 2026-02-01 to 2028-12-31 with 330 000 kr agreed for each year
      And it is 2026-06-01
      And Hanna has proposed a correction of the amount agreed for 2026 to 300 000 kr
      When Rut asks what was corrected
      Then the answer is
        | said       | right is   | proposed by | confirmed by  |
        | 330 000 kr | 300 000 kr | Hanna       | not confirmed |

  Rule: Whether two people did what two were to do is judged over the whole history

    @R3 @accept
    Scenario: Nobody did what another was to do
      Given Teater Vågspel is an evaluated partner
      When Rut asks whether duties were kept apart
      Then the answer is that no breach of the separation of duties was found
      And it says how much was checked
