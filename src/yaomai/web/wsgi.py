"""Where does a WSGI server find the application?"""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yaomai.settings")

_ALLOCATIONS_PER_COLLECTION = 50_000

application = get_wsgi_application()

# A captured document makes some hundred thousand objects, of which nearly none refer to each other in circles. To look through
# them, and through the modules, every 700 allocations took a seventh of the time. What is there now stays until the process ends.
gc.collect()
gc.freeze()
gc.set_threshold(_ALLOCATIONS_PER_COLLECTION, 20, 20)
