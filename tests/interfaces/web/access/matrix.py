"""Who may open what, written by hand: every address, read and written, of the own side and of the other.

E executive, P performance admin, H unit head, S staff, A auditor, X system admin. E, P, A and X see the whole
company here; H leads EAST, S works in SH below it. `-` there is no such method; `0` nobody; `=` as for the own side.
A letter means that the door and the room let the reader in; a form sent empty is then answered with its mistakes.

A new address is missing here first: add its line, own side and other side, and say who may open it.
"""

from __future__ import annotations

from dataclasses import dataclass

ROLES = {"E": "boss", "P": "admin", "H": "wang", "S": "zhao", "A": "audit", "X": "ops"}
EVERYBODY = "EPHSAX"

_LINES = """
search/                                                      EPHSAX  =    -       =
choose/theme/                                                -       =    EPHSAX  =
choose/language/                                             -       =    EPHSAX  =
settings/                                                    EPHSAX  =    -       =
settings/password/                                           EPHSAX  =    EPHSAX  =
settings/tokens/                                             EPHSAX  =    EPHSAX  =
settings/webhooks/                                           X       =    -       =
settings/webhooks/new/                                       X       =    X       =
settings/webhooks/<int:key>/                                 0       =    -       =
settings/webhooks/<int:key>/change/                          0       =    0       =
settings/webhooks/<int:key>/act/                             -       =    0       =
settings/webhooks/<int:key>/deliveries/<int:delivery>/again/ -       =    0       =
settings/tokens/<int:token_id>/revoke/                       -       =    EPHSAX  =
accounts/                                                    X       =    -       =
accounts/new/                                                X       =    X       =
accounts/<str:username>/                                     X       =    -       =
accounts/<str:username>/role/                                X       =    X       =
accounts/<str:username>/scope/                               PX      =    PX      =
accounts/<str:username>/password/                            X       =    X       =
accounts/<str:username>/deactivate/                          X       =    X       =
audit/                                                       A       =    -       =
organisation/                                                EPHSAX  =    -       =
organisation/units/new/                                      PX      =    PX      =
organisation/units/<str:code>/                               EPHAX   EPAX -       =
organisation/units/<str:code>/move/                          PX      =    PX      =
organisation/calendar/                                       EPHSAX  =    -       =
organisation/calendar/cut/                                   PX      =    PX      =
organisation/calendar/days/new/                              PX      =    PX      =
organisation/calendar/days/<int:event_id>/remove/            -       =    PX      =
organisation/calendar/holidays/                              -       =    PX      =
organisation/trees/new/                                      PX      =    PX      =
organisation/trees/<str:code>/                               EPHSAX  =    -       =
organisation/trees/<str:code>/nodes/new/                     PX      =    PX      =
organisation/trees/<str:code>/units/<str:unit>/              PX      =    PX      =
organisation/entities/                                       EPHSAX  =    -       =
organisation/entities/set/                                   PX      =    PX      =
organisation/rates/new/                                      P       =    P       =
organisation/people/new/                                     PX      =    PX      =
organisation/people/<str:number>/                            EPHSAX  EPAX -       =
organisation/people/<str:number>/transfer/                   PX      =    PX      =
data/schedules/                                              EPHAX   =    -       =
data/schedules/<slug:code>/                                  PX      =    PX      =
data/schedules/<slug:code>/pause/                            -       =    PX      =
figures/                                                     EPHSA   =    -       =
figures/save/                                                -       =    EPHSA   =
figures/grid/                                                EPHSA   =    -       =
figures/workbook/                                            EPHSA   =    -       =
figures/workbook/back/                                       -       =    EPHSA   =
figures/workbook/<slug:key>/                                 0       =    -       =
figures/queue/                                               EPHSA   =    -       =
figures/queue/decide/                                        -       =    EPHSA   =
figures/flows/                                               EPHA    =    -       =
figures/flows/new/                                           P       =    P       =
figures/flows/stand-in/                                      EPHSA   =    EPHSA   =
figures/flows/lock/                                          P       =    P       =
figures/flows/unlock/                                        P       =    P       =
figures/evidence/<int:evidence_id>/                          EPHSA   EPA  -       =
figures/<slug:code>/<str:subject>/<str:period_code>/         EPHSA   EPA  -       =
figures/<slug:code>/<str:subject>/<str:period_code>/attach/  -       =    EPHSA   EPA
kpis/                                                        EPHSA   =    -       =
kpis/new/                                                    P       =    P       =
kpis/library/                                                EPHSA   =    -       =
kpis/library/<slug:code>/adopt/                              -       =    P       =
kpis/<slug:code>/definition/                                 EPHSA   =    -       =
kpis/<slug:code>/definition.yaml                             EPHSA   =    -       =
kpis/<slug:code>/revise/                                     P       =    P       =
kpis/<slug:code>/publish/                                    -       =    P       =
kpis/<slug:code>/retire/                                     -       =    P       =
kpis/<slug:code>/changes/                                    EPHSA   =    -       =
kpis/<slug:code>/formula/                                    P       =    P       =
objectives/                                                  EPHSA   =    -       =
objectives/new/                                              P       =    P       =
targets/                                                     EPHSA   =    -       =
targets/edit/                                                P       =    P       =
targets/save/                                                -       =    P       =
targets/propose/                                             -       =    PH      =
targets/lock/                                                -       =    P       =
targets/pin/                                                 -       =    P       =
targets/workbook/                                            EPHSA   =    -       =
targets/workbook/read/                                       -       =    EPHSA   =
targets/<int:assignment_id>/annual/                          P       =    P       =
targets/<int:assignment_id>/cascade/                         P       =    P       =
targets/<int:assignment_id>/sum-up/                          P       =    P       =
targets/<int:assignment_id>/calendar-months/                 P       =    P       =
targets/<int:assignment_id>/take/                            P       =    P       =
targets/<int:assignment_id>/<str:period_code>/               EPHSA   EPA  EPHSA   EPA
targets/changes/                                             EPHSA   =    -       =
targets/changes/decide/                                      -       =    EP      =
schemes/                                                     EPHSA   =    -       =
schemes/new/                                                 P       =    P       =
schemes/<slug:code>/                                         EPHSA   =    -       =
schemes/<slug:code>/assign/                                  P       =    P       =
strategy/                                                    EPHSA   =    -       =
strategy/link/                                               P       =    P       =
strategy/unlink/                                             -       =    P       =
strategy/initiative/                                         P       =    P       =
strategy/key-result/                                         P       =    P       =
strategy/check-in/                                           -       =    EPHSA   =
letters/                                                     P       =    P       =
negotiations/                                                EPHSA   =    -       =
negotiations/new/                                            PH      =    PH      =
negotiations/<int:negotiation_id>/                           EPHSA   EPA  -       =
negotiations/<int:negotiation_id>/offer/                     PH      P    PH      P
negotiations/<int:negotiation_id>/step/                      -       =    EPHSA   EPA
schemes/<slug:code>/letters/                                 EPHSA   =    -       =
schemes/<slug:code>/letters/print/                           EPHSA   =    -       =
schemes/<slug:code>/letters/letters.pdf                      EPHSA   =    -       =
schemes/<slug:code>/letters/<str:subject>/                   EPHSA   EPA  -       =
schemes/<slug:code>/letters/<str:subject>/sign/              -       =    EPHSA   EPA
schemes/<slug:code>/document/                                EPHSA   =    -       =
schemes/<slug:code>/document/document.pdf                    EPHSA   =    -       =
schemes/<slug:code>/document/sign/                           -       =    EPHSA   =
schemes/<slug:code>/document/call/                           -       =    P       =
schemes/<slug:code>/design/unexempt/                         -       =    P       =
schemes/<slug:code>/design/rules/                            -       =    P       =
schemes/<slug:code>/design/grades/                           P       =    P       =
schemes/<slug:code>/design/pay/                              P       =    P       =
schemes/<slug:code>/design/<str:step>/                       P       =    P       =
schemes/<slug:code>/check/                                   P       =    -       =
schemes/<slug:code>/check/fix/                               -       =    P       =
schemes/<slug:code>/check/accept/                            -       =    P       =
schemes/<slug:code>/publish/                                 -       =    P       =
schemes/<slug:code>/revise/                                  -       =    P       =
schemes/<slug:code>/rules/                                   P       =    P       =
schemes/<slug:code>/remove/<int:assignment_id>/              P       =    P       =
schemes/<slug:code>/scoring/                                 EPHSA   =    -       =
schemes/<slug:code>/scoring/kpis/<str:kpi>/                  0       =    0       =
schemes/<slug:code>/scoring/grades/                          P       =    P       =
schemes/<slug:code>/scoring/terms/                           P       =    P       =
schemes/<slug:code>/scoring/pay/                             EP      =    EP      =
schemes/<slug:code>/scoring/new/<slug:kind>/                 0       =    0       =
schemes/<slug:code>/scoring/rules/<str:rule>/                0       =    0       =
schemes/<slug:code>/scoring/rules/<str:rule>/end/            0       =    0       =
schemes/<slug:code>/templates/                               P       =    -       =
schemes/<slug:code>/templates/new/                           P       =    P       =
schemes/<slug:code>/templates/<slug:template>/               P       =    -       =
schemes/<slug:code>/templates/<slug:template>/edit/          P       =    P       =
schemes/<slug:code>/templates/<slug:template>/generate/      -       =    P       =
schemes/<slug:code>/templates/<slug:template>/remove/        -       =    P       =
data/                                                        EPHAX   =    -       =
data/sources/new/                                            PX      =    PX      =
data/sources/<slug:code>/                                    EPHAX   =    -       =
data/sources/<slug:code>/recipe/                             PX      =    PX      =
data/sources/<slug:code>/active/                             -       =    PX      =
data/sources/<slug:code>/first/                              -       =    PX      =
data/sources/<slug:code>/organisation/                       0       =    0       =
data/sources/<slug:code>/organisation/terms/                 0       =    0       =
data/sources/<slug:code>/load/                               -       =    PX      =
data/sources/<slug:code>/connection/                         0       =    0       =
data/sources/<slug:code>/columns/                            -       =    PX      =
data/sources/<slug:code>/secrets/<slug:name>/                -       =    PX      =
data/sources/<slug:code>/secrets/<slug:name>/remove/         -       =    PX      =
data/sources/<slug:code>/upload/                             -       =    PX      =
data/sources/<slug:code>/uploads/<slug:key>/                 0       =    0       =
data/loads/                                                  EPHAX   =    -       =
data/loads/<int:number>/                                     EPHAX   =    -       =
data/loads/<int:number>/retry/                               -       =    PX      =
data/loads/<int:number>/rows/<int:row_id>/                   PX      =    PX      =
data/loads/<int:number>/rows/<int:row_id>/reject/            -       =    PX      =
data/loads/<int:number>/rows/decide/                         -       =    PX      =
data/loads/<int:number>/rows.xlsx                            PX      =    -       =
data/loads/<int:number>/rows/back/                           -       =    PX      =
data/loads/<int:number>/undo/                                -       =    PX      =
data/import/                                                 PX      =    PX      =
data/import/<slug:key>/                                      0       =    0       =
data/corrections/                                            EPHAX   =    -       =
data/corrections/new/                                        PX      =    PX      =
data/corrections/<int:correction_id>/decide/                 -       =    PX      =
data/workbook/                                               PX      =    PX      =
data/workbook/<slug:key>/                                    0       =    0       =
data/reporting/                                              EPHSA   =    -       =
data/reporting/rhythm/                                       PX      =    PX      =
data/jobs/                                                   EPHSAX  =    -       =
data/jobs/<int:run_id>/                                      EPHAX   =    -       =
data/jobs/<int:run_id>/cancel/                               -       =    PHX     PX
data/runs/                                                   EPHSA   =    -       =
data/runs/<int:number>/                                      EPHSA   =    -       =
data/runs/new/                                               PX      =    PX      =
periods/                                                     EPHSA   =    -       =
periods/<str:period_code>/                                   EPHSA   =    -       =
retention/                                                   EPHSA   =    P       =
periods/<str:period_code>/late/                              EP      =    EP      =
periods/<str:period_code>/replay/                            EPHSA   =    EPHSA   =
periods/<str:period_code>/reopen/                            -       =    P       =
periods/reopenings/<int:reopening_id>/                       -       =    EP      =
periods/<str:period_code>/close/                             EP      =    EP      =
compare/                                                     EPHSA   =    -       =
compare/file.csv                                             EPHSA   =    -       =
bundle/                                                      P       =    P       =
bundle/company.xlsx                                          P       =    -       =
bundle/company.zip                                           P       =    -       =
bundle/template.xlsx                                         P       =    -       =
bundle/imports/<int:run_id>/                                 0       =    -       =
bundle/uploads/<slug:key>/                                   0       =    0       =
health/                                                      EPHA    =    -       =
(home)                                                       EPHSA   =    -       =
kpis/<int:assignment_id>/                                    EPHSA   EPA  -       =
kpis/<int:assignment_id>/split/                              EPHSA   EPA  -       =
kpis/<int:assignment_id>/split.csv                           EPHSA   EPA  -       =
kpis/<int:assignment_id>/values.csv                          EPHSA   EPA  -       =
values.csv                                                   EPHSA   =    -       =
exceptions/                                                  EPHSA   =    -       =
alerts/                                                      EPHSA   =    -       =
alerts/rules/                                                EPHSA   =    -       =
alerts/rules/new/                                            P       =    P       =
alerts/rules/<slug:code>/                                    P       =    P       =
alerts/rules/<slug:code>/end/                                -       =    P       =
alerts/acknowledge/                                          -       =    EPHS    EP
reminders/                                                   EPHSAX  =    -       =
reminders/read/                                              -       =    EPHSAX  =
reminders/quiet/                                             -       =    EPHSAX  =
variance/                                                    EPHSA   =    -       =
variance/<int:assignment_id>/                                EPHSA   EPA  -       =
variance/<int:assignment_id>/cause/                          EPHS    EP   EPHS    EP
variance/<int:assignment_id>/causes/<int:cause_id>/confirm/  -       =    EPHS    EP
variance/<int:assignment_id>/causes/<int:cause_id>/withdraw/ -       =    EPHS    EP
proof/value/<int:value_id>/                                  EPHSA   EPA  -       =
proof/value/<int:value_id>/rows.csv                          EPHSA   EPA     -    =
proof/value/<int:value_id>/rows.xlsx                         EPHSA   EPA     -    =
proof/value/<int:value_id>/rows.sql                          EPHSA   EPA     -    =
proof/score/<int:sheet_id>/                                  EPHSA   EPA  -       =
proof/bonus/<int:bonus_line_id>/                             EPSA    EPA  -       =
meetings/                                                    EPHA    =    -       =
meetings/<str:period_code>/                                  EPHA    =    -       =
meetings/<str:period_code>/prepare/                          EP      =    EP      =
meetings/<str:period_code>/start/                            -       =    EP      =
meetings/<str:period_code>/remind/                           -       =    EP      =
meetings/<str:period_code>/items/<int:item_id>/              -       =    EP      =
meetings/<str:period_code>/decide/                           -       =    EPHA    =
meetings/<str:period_code>/publish/                          EPHA    =    EPHA    =
meetings/<str:period_code>/draft/                            -       =    EPHA    =
meetings/<str:period_code>/minutes/                          EPHA    =    -       =
actions/                                                     EPHSA   =    -       =
actions/new/                                                 EPHS    =    EPHS    =
actions/new/<int:assignment_id>/                             EPHS    EP   EPHS    EP
actions/<int:action_id>/                                     EPHSA   EPA  -       =
actions/<int:action_id>/update/                              -       =    EPHS    EP
reviews/                                                     EPHSA   =    -       =
reviews/<int:cycle_id>/                                      EPHSA   =    -       =
reviews/<int:cycle_id>/beside/                               EPHA    =    -       =
reviews/<int:cycle_id>/events/new/                           EPH     =    EPH     =
reviews/<int:cycle_id>/events/<int:event_id>/                0       =    0       =
reviews/<int:cycle_id>/lifts/<int:lift_id>/                  0       =    0       =
reviews/<int:cycle_id>/leaderboard/                          EPHSA   =    -       =
reviews/<int:cycle_id>/distribution/                         EPA     =    -       =
reviews/<int:cycle_id>/score/                                -       =    P       =
reviews/<int:cycle_id>/publish/                              -       =    P       =
reviews/new/                                                 P       =    P       =
reviews/<int:cycle_id>/people/<int:person_id>/               EPHSA   EPA  EPHSA   EPA
reviews/<int:cycle_id>/people/<int:person_id>/confirm/       -       =    EPHSA   EPA
talks/                                                       EPHSA   =    -       =
talks/<int:interview_id>/                                    EPHSA   EPA  EPHSA   EPA
talks/<int:interview_id>/sign/                               -       =    EPHSA   EPA
sheets/<int:sheet_id>/                                       EPHSA   EPA  -       =
sheets/<int:sheet_id>/lift/<str:rule>/                       0       =    0       =
sheets/<int:sheet_id>/sign/                                  EPHSA   EPA  EPHS    EP
statements/<int:cycle_id>/<int:person_id>/                   EPSA    EPA  -       =
improve/effects/                                             EPHSA   =    -       =
improve/rectifications/                                      EPHSA   =    -       =
improve/rectifications/<int:rectification_id>/submit/        -       =    EPHS    EP
improve/rectifications/<int:rectification_id>/accept/        -       =    EPH     EP
improve/plans/                                               EPHSA   =    -       =
improve/plans/<int:plan_id>/decide/                          -       =    EPH     EP
improve/lessons/                                             EPHSA   =    -       =
improve/lessons/new/                                         -       =    EPHS    =
improve/proposals/                                           EPHSA   =    -       =
improve/proposals/<int:proposal_id>/decide/                  -       =    EP      =
"""

#: Open to anybody, or with tables of their own: the way in, files, the life sign, the API.
ELSEWHERE = ("signin/", "signout/", "assets/", "healthz", "readyz", "api/")


@dataclass(frozen=True)
class Line:
    """Letters of who is let in; None where there is no such method."""

    read: dict[str, str | None]  #: by side
    write: dict[str, str | None]  #: by side


def _letters(own: str, other: str) -> dict[str, str | None]:
    mine = None if own == "-" else own.replace("0", "")
    return {"own": mine, "other": mine if other == "=" else other.replace("0", "")}


def lines() -> dict[str, Line]:
    """Every line by the pattern of its address."""
    found: dict[str, Line] = {}
    for text in _LINES.strip().splitlines():
        route, read, read_other, write, write_other = text.split()
        pattern = "" if route == "(home)" else route
        assert pattern not in found, f"{route} stands twice"
        found[pattern] = Line(_letters(read, read_other), _letters(write, write_other))
    return found
