"""The HTTP ground of every room's routes: what a wrong request is answered, headers of every answer, who may change state
from where, the built web app, and the operators' pages (`/live`, `/ready`). It knows no room."""
