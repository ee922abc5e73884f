"""One whole event of each topic, with every field told, and a bare one where fields may be left out."""

from datetime import date
from uuid import UUID

from samverkan_flow.domain import events as e
from samverkan_flow.domain.errors import Finding
from samverkan_flow.domain.money import Money
from samverkan_flow.domain.values import (
    AgreedAmountCorrection,
    Agreement,
    Assessment,
    Contact,
    Contribution,
    CoPartner,
    Document,
    EarlierEvaluation,
    Evaluation,
    ExchangeLine,
    FollowUp,
    Goal,
    GoodCompany,
    Guideline,
    Initiative,
    NoteCorrection,
    Outcome,
    Partner,
    PaymentCorrection,
    Personal,
    Quality,
    SixAnswers,
    Visibility,
)

DOCUMENT = Document("avtal.pdf", "a" * 64, "application/pdf", "https://example.org/avtal.pdf")
BARE_DOCUMENT = Document("avtal.bin", "b" * 64)
GOAL = Goal("G1", "quantitative", "outcome", "Andel elever", date(2026, 11, 15), "närvarolista", "procent", "41", "60",
            "fyrgradig skala", "Ulla", True)  # fmt: skip
INITIATIVE = Initiative("I1", "Klassrumsturné", date(2026, 2, 1), (GOAL, Goal("G2", "qualitative", "impact")),
                        (FollowUp("Sara", "närvaro", date(2026, 7, 1)),), "logotyp på scen", date(2027, 1, 1),
                        date(2028, 11, 16))  # fmt: skip
ASSESSMENT = Assessment("C6", "no", "därför", (DOCUMENT,), ("stabilitet",),
                        SixAnswers("etik", "kön", "bakgrund", "ålder", "ekonomi", "prestation"),
                        GoodCompany("Glitter AB", True, False, True), Visibility(40, "brons", 2), "high", "talesperson",
                        Quality(True, False, True), ("VIP-loge",))  # fmt: skip
CONTRIBUTION = Contribution(2026, Money(200_000_00), 25, Money(5_000_00))
EXCHANGE = ExchangeLine("40 platser", "varje vår", Money(20_000_00), "biljettlista", True)
GUIDELINE = Guideline("no discrimination", "Ingen sätts åt sidan.")
AGREEMENT = Agreement("agreement", date(2026, 2, 1), date(2028, 12, 31), ("logotyp",), (CONTRIBUTION,), (GUIDELINE,),
                      (EXCHANGE,), "2025", "c" * 64, DOCUMENT, "KI 2026/117")  # fmt: skip
EVALUATION = Evaluation("I1", date(2026, 12, 10), "u.berg", (Outcome("G1", "partly", "57", "färre", (DOCUMENT,)),
                        Outcome("G2", "not-measurable")), ("sena rapporter",), "inga", "adjust", True)  # fmt: skip
CONTACT = Contact(Personal("partner:P-1:contact", "Maja Holm"), Personal("partner:P-1:contact", "maja@example.org"),
                  Personal("partner:P-1:contact", "08-123 45 67"))  # fmt: skip

SAMPLES: tuple[e.Event, ...] = (
    e.PartnershipProposed(1, "Ung teater", Partner("Teater Vågspel", "förening", "769999-0011", None, CONTACT),
                          "syfte", "egen roll", "utvecklingsplan", "s.alm", ("culture", "education"), "g.lind",
                          (CoPartner("Sparhuset", date(2025, 10, 1)),), UUID(int=7), "P-2", date(2025, 9, 1)),
    e.PartnershipProposed(2, "Clown", Partner("Olle", "sole trader", personal_number=Personal("partner:P-2:trader", "811228-9874")),
                          "syfte", "egen roll", "utvecklingsplan", "s.alm"),
    e.CriteriaAssessed((ASSESSMENT, Assessment("C1", "yes"))),
    e.ExceptionAsked(1, "C32", "I2"),
    e.ExceptionAsked(2, "C13"),
    e.ExceptionGranted(1, "C32"),
    e.ExceptionRefused(2, "C13"),
    e.ConflictDeclared("g.lind"),
    e.ConflictWithdrawn("g.lind"),
    e.HandedOver("owner", "o.vik"),
    e.HandedOver("screener", "k.ros"),
    e.PolicyMoved("2026-2"),
    e.PartnershipScreened(),
    e.InitiativePlanned(INITIATIVE),
    e.InitiativePlanned(Initiative("I2", "Invigning")),
    e.GoalAdded("I1", GOAL),
    e.DocumentSigned("partner", DOCUMENT, Personal("signatory:P-1:2", "Maja Holm"), "e-signature", date(2025, 12, 1)),
    e.CodeAcknowledged("us", "2025", "c" * 64),
    e.PartnershipAgreed(AGREEMENT),
    e.AddendumAgreed(BARE_DOCUMENT, "KI 2026/200", (CONTRIBUTION,), ("inlägg",), (GUIDELINE,), (EXCHANGE, ExchangeLine("plats"))),
    e.AddendumAgreed(BARE_DOCUMENT, "KI 2026/201"),
    e.PartnershipActivated(),
    e.FollowUpRecorded("I1", "fler besökare", (DOCUMENT,)),
    e.FollowUpRecorded("I1", "fler besökare"),
    e.MeasurementRecorded("I1", "G1", "57", (DOCUMENT,)),
    e.PaymentMade(1, 2026, Money(75_000_50)),
    e.BenefitReceived("40 platser", Money(20_000_00), (DOCUMENT,)),
    e.BenefitReceived("40 platser"),
    e.MaterialReviewed("broschyr", Quality(True, True, False), (DOCUMENT,)),
    e.CoPartnerAdded(CoPartner("Glitter AB", date(2026, 9, 3))),
    e.SurveyRecorded("Novus", "telefon", 600, Money(90_000_00), 2026, DOCUMENT),
    e.InitiativeEvaluated(EVALUATION),
    e.PartnershipEvaluated(),
    e.PartnershipContinued(("40 procent landsbygd",)),
    e.PartnershipContinued(),
    e.BreachReported(1, "no discrimination", (DOCUMENT,), "punkt 4"),
    e.BreachDecided(1, "remedy", date(2026, 5, 30)),
    e.BreachDecided(1, "terminate"),
    e.BreachDecided(2, "no-action"),
    e.BreachRemedied(1, (DOCUMENT,)),
    e.PartnershipTerminated("mutual", 0, (DOCUMENT,)),
    *(e.PartnershipTerminated(reason) for reason in ("rejected", "withdrawn", "never-commenced", "notice", "completed", "expired")),
    e.PartnershipTerminated("breach", 1),
    e.TerminationConfirmed(),
    e.TerminationConfirmationDeclined(),
    e.SettlementRecorded(Money(40_000_00), True),
    e.CorrectionProposed(1, 9, AgreedAmountCorrection(2026, Money(300_000_00)), DOCUMENT),
    e.CorrectionProposed(2, 10, PaymentCorrection(1, Money(-1)), DOCUMENT),
    e.CorrectionProposed(3, 11, NoteCorrection("fel namn"), DOCUMENT),
    e.CorrectionConfirmed(1),
    e.StoreOpened("samverkan/00000000-0000-0000-0000-000000000000", True),
    e.StoreOpened("samverkan/00000000-0000-0000-0000-000000000001"),
    e.RollbackAccepted("ROLLED_BACK", 120, 209, "samverkan/x\n209\nroot\n\n— samverkan/x signature\n"),
    e.RollbackAccepted("CHECKPOINT_MISSING", 120),
    e.PersonAdded("h.ek", Personal("person:h.ek", "Hanna Ek")),
    e.RoleGranted("h.ek", "officer"),
    e.RoleRevoked("h.ek", "officer"),
    e.AccountBound("h.ek", "cli:hanna"),
    e.AccountUnbound("h.ek", "cli:hanna"),
    e.PolicyAdopted("2026-1", date(2026, 1, 1), "d" * 64, 'id = "lokal-samverkan"\n'),
    e.CodePublished("2026", date(2026, 7, 1), DOCUMENT),
    e.PartnershipImported(3, "Barnkulturdagarna", Partner("Kulturföreningen", "förening", "802999-0010"), "s.alm", AGREEMENT,
                          "terminated", DOCUMENT, (7, 8), "syfte", "egen roll", "utvecklingsplan", ("culture",), "g.lind",
                          (INITIATIVE,), (EarlierEvaluation("I1", date(2025, 11, 3), True),), date(2025, 12, 31), "completed"),
    e.PartnershipImported(4, "Clown", Partner("Olle", "sole trader", personal_number=Personal("partner:P-4:trader", "811228-9874")),
                          "s.alm", AGREEMENT, "agreed", BARE_DOCUMENT, (9,)),
    e.CommandRefused("agree", (Finding("C36", "the end date is missing", "state the last day"),), "P-9", "e" * 64),
    e.CommandRefused("propose", ()),
)  # fmt: skip
