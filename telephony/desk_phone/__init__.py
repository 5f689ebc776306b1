"""`lingting phone`: a telephone in the terminal for agents, departments and testers.

Its SIP and its sound are a softphone process of their own (`telephony.softphone`), so that drawing a screen never makes
sound wait. Here is what people see and press: `state` takes news, `keypad` takes keys, `screen` draws, all pure;
`terminal` and `desk_phone` do the rest.
"""

from telephony.desk_phone.desk_phone import DeskPhoneError, run_desk_phone
from telephony.desk_phone.place import free_ports, local_address

__all__ = ["DeskPhoneError", "free_ports", "local_address", "run_desk_phone"]
