/** Facts of the agenda -> fresh appointments on screen. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useLive } from '@/lib/live-provider'
import { useSession } from '@/lib/session'
import { keys } from './api'

const gather = 120

/** Keeps what is shown of the agenda live; several facts of one moment are one reading. */
export function useAgendaLive(): void {
  const { tenant } = useSession()
  const client = useQueryClient()
  const changed = useRef(new Set<string>())
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const work = () => {
    timer.current = undefined
    for (const id of changed.current) void client.invalidateQueries({ queryKey: keys.appointment(tenant.id, id) })
    changed.current.clear()
    void client.invalidateQueries({ queryKey: keys.slots(tenant.id) })
    void client.invalidateQueries({ queryKey: keys.appointments(tenant.id) })
  }

  useLive(
    ({ name, subject_id }) => {
      if (/^bookings\.booking_(setup_changed|rescheduled|cancelled|restored|clock_kept)|^accounts\.(store|tenant)_changed/.test(name)) void client.invalidateQueries({ queryKey: keys.offClock(tenant.id) })
      if (/^bookings\.booking_setup_changed|^accounts\.store_|^knowledge\.fact_changed/.test(name)) return void client.invalidateQueries({ queryKey: keys.setup(tenant.id) })
      if (/^bookings\.(booking_flag|import_flagged|calendar_changed)/.test(name)) void client.invalidateQueries({ queryKey: keys.outside(tenant.id) })
      if (/^bookings\.booking_(not_reminded|reminder_settled|acknowledged|rescheduled|cancelled|restored)/.test(name)) void client.invalidateQueries({ queryKey: keys.unreminded(tenant.id) })
      if (/^bookings\.wait_/.test(name)) {
        void client.invalidateQueries({ queryKey: keys.waits(tenant.id) })
        timer.current ??= setTimeout(work, gather) // what is offered is held
      }
      if (!/^bookings\.booking_|^contacts\.(contact_renamed|contacts_merged|merge_undone)/.test(name) || !subject_id) return
      if (name.startsWith('bookings.')) changed.current.add(subject_id)
      else for (const queryKey of [keys.opened(tenant.id), keys.waits(tenant.id)]) void client.invalidateQueries({ queryKey })
      timer.current ??= setTimeout(work, gather)
    },
    () => void client.invalidateQueries({ queryKey: keys.all(tenant.id) }),
  )
}
