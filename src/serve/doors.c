#include "serve/doors.h"

#include "serve/api_parts.h"

void api_set_doors(struct api *a, const struct doors *d)
{
    (void)pthread_rwlock_wrlock(&a->lock);
    a->doors = *d;
    (void)pthread_rwlock_unlock(&a->lock);
}

void api_doors(struct api *a, struct doors *out)
{
    (void)pthread_rwlock_rdlock(&a->lock);
    *out = a->doors;
    (void)pthread_rwlock_unlock(&a->lock);
}

struct door *api_door(struct api *a)
{
    struct door *door;

    (void)pthread_rwlock_rdlock(&a->lock);
    door = a->doors.door;
    (void)pthread_rwlock_unlock(&a->lock);
    return door;
}
