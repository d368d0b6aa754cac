"""Who may open what, written by hand: every address, read and written, of the own side and of the other.

E executive, P performance admin, H unit head, S staff, A auditor, X system admin. E, P, A and X see the whole
company here; H leads EAST, S works in SH below it. `-` there is no such method; `0` nobody; `=` as for the own side.
A letter means that the door and the room let the reader in; a form sent empty is then answered with its mistakes.

A new address is missing here first: add its line, own side and other side, and say who may open it. Here stands what
is set up and planned; from the data to the improvement: `matrix_run.py`.
"""

from __future__ import annotations

ROLES = {"E": "boss", "P": "admin", "H": "wang", "S": "zhao", "A": "audit", "X": "ops"}
EVERYBODY = "EPHSAX"

LINES = """
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
accounts/<str:username>/proposal/                            -       =    X       =
audit/                                                       A       =    -       =
organisation/                                                EPHSAX  =    -       =
organisation/units/new/                                      PX      =    PX      =
organisation/units/<str:code>/                               EPHAX   EPAX -       =
organisation/units/<str:code>/move/                          PX      =    PX      =
organisation/units/<str:code>/names/                         PX      =    PX      =
organisation/units/<str:code>/rename/                        PX      =    PX      =
organisation/units/<str:code>/end/                           PX      =    PX      =
organisation/units/<str:code>/resume/                        -       =    PX      =
organisation/units/<str:code>/positions/new/                 PX      =    PX      =
organisation/positions/<str:code>/                           PX      =    PX      =
organisation/calendar/                                       EPHSAX  =    -       =
organisation/calendar/cut/                                   PX      =    PX      =
organisation/calendar/days/new/                              PX      =    PX      =
organisation/calendar/days/<int:event_id>/remove/            -       =    PX      =
organisation/calendar/holidays/                              -       =    PX      =
organisation/trees/new/                                      PX      =    PX      =
organisation/trees/<str:code>/                               EPHSAX  =    -       =
organisation/trees/<str:code>/rename/                        PX      =    PX      =
organisation/trees/<str:code>/nodes/new/                     PX      =    PX      =
organisation/trees/<str:code>/units/<str:unit>/              PX      =    PX      =
organisation/entities/                                       EPHSAX  =    -       =
organisation/entities/set/                                   PX      =    PX      =
organisation/entities/year/                                  PX      =    PX      =
organisation/rates/new/                                      P       =    P       =
organisation/people/new/                                     PX      =    PX      =
organisation/people/<str:number>/                            EPHSAX  EPAX -       =
organisation/people/<str:number>/change/                     PX      =    PX      =
organisation/people/<str:number>/transfer/                   PX      =    PX      =
organisation/people/<str:number>/end/                        PX      =    PX      =
organisation/people/<str:number>/resume/                     -       =    PX      =
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
objectives/<str:code>/change/                                P       =    P       =
objectives/<str:code>/end/                                   P       =    P       =
objectives/<str:code>/resume/                                -       =    P       =
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
"""

#: Open to anybody, or with tables of their own: the way in, files, the life sign, the API.
ELSEWHERE = ("signin/", "signout/", "assets/", "healthz", "readyz", "api/")
