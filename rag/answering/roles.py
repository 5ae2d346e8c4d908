"""Words for those who can speak: persons by what they are, institutions, offices of a country."""

from __future__ import annotations

# Nouns for those who can speak, alone or for an institution.
ROLES = frozenset(
    """administration adviser advisor agency aide alliance ambassador analyst army association
    attache author authority bank bloc board body cabinet campaigner candidate captain chancellor
    chairman
    chairwoman charge chief commander commentator commission commissioner committee company council
    court critic daily defender delegate delegation department deputy diplomat director doctor
    economist editorial embassy envoy executive expert federation firm foundation governor
    government group head historian institute institution investigator journalist judge kingdom
    king lawmaker lawyer leader leadership legislator mayor military minister ministry monarch
    newspaper observer office officer official operator opponent opposition organisation
    organization paper parliament parliamentarian party people person police policymaker
    politician pontiff premier president prime professor prosecutor queen regulator report reporter
    representative republic researcher resident scholar scientist secretariat secretary senator
    service side soldier source speaker spokesman spokesperson spokeswoman state statesman
    supporter survivor team think-tank treasury union victim voter watchdog witness
    worker writer""".split()
)
# Of these, the persons: "the diplomat" is the one last quoted, "the government" is not.
PERSON_ROLES = frozenset(
    """adviser aide ambassador analyst attache author campaigner captain candidate chancellor
    chairman
    chairwoman commander commentator commissioner critic deputy diplomat director doctor economist
    envoy executive expert governor head historian judge lawmaker lawyer leader legislator mayor
    minister monarch observer officer official opponent policymaker politician premier
    president professor prosecutor reporter representative researcher resident scholar scientist
    secretary senator
    soldier spokesman spokesperson spokeswoman statesman survivor victim witness worker
    writer""".split()
)
OFFICES = frozenset(
    """spokesman spokeswoman spokesperson ministry minister government president premier chancellor
    official officials cabinet embassy parliament""".split()
)
# "The Russian diplomat" is whoever speaks for Russia; "the Russian Foreign Ministry" is not.
ANY_OFFICE = frozenset(
    """diplomat diplomats official officials envoy representative representatives spokesman
    spokesperson spokeswoman government authorities side administration leaders
    leadership""".split()
)
# A body that may bear a person's name, and is not that person.
BODIES = frozenset(
    """government administration cabinet ministry regime campaign office department party
    commission council committee court parliament agency embassy army bank company firm
    foundation union team board group family estate lawyers authorities secretariat""".split()
)
# What stands before a name and is no part of it.
TITLES = frozenset(
    """the a an this that former foreign prime chief vice deputy national security defence defense
    finance interior justice general sir lady lord mr mrs ms dr acting first and of for in
    democratic republican liberal""".split()
)
