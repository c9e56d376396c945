import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingResource } from '@/client/types'
import { RadioCard } from '@/ui/radio-card'
import { toast } from '@/ui/toast'
import { useWriteWeek, weekOf } from '../bookings'
import { useProblems } from '../problems'
import { byDay, toWeekly, weekProblems } from '../rules/hours'
import type { WeeklyPeriod } from '../wire'
import { FormDialog } from './form-dialog'
import { WeekEditor } from './hours-editor'

const workdays: WeeklyPeriod[] = [0, 1, 2, 3, 4].flatMap((weekday) => [
  { weekday, opens: '08:00', closes: '12:00' },
  { weekday, opens: '13:00', closes: '18:00' },
])

/** When a professional can be booked: as the store is open, or in a week of their own. */
export function WeekDialog({ resource, onClose }: { resource: BookingResource; onClose: () => void }) {
  const { t } = useTranslation(['bookings', 'settings'])
  const write = useWriteWeek(resource.id)
  const problems = useProblems(write.error)
  const kept = weekOf(resource)
  const [weekly, setWeekly] = useState<WeeklyPeriod[] | null>(kept ?? null)
  const isSound = weekly === null || weekProblems(byDay(weekly)).every((day) => day.every((problem) => problem === null))
  const save = () => {
    if (kept === undefined) return onClose()
    if (!isSound) return
    write.mutate(weekly && toWeekly(byDay(weekly)), {
      onSuccess: () => {
        toast(t('settings:form.saved'))
        onClose()
      },
    })
  }
  return (
    <FormDialog title={t('bookings:setup.weekOf', { name: resource.name })} isBusy={write.isPending} problem={problems.text} onClose={onClose} onSubmit={save}>
      {kept === undefined ? (
        <p className="text-sm text-ink-2">{t('bookings:setup.weekElsewhere')}</p>
      ) : (
        <>
          <div className="grid gap-2 sm:grid-cols-2">
            <RadioCard name="week" title={t('bookings:setup.asStore')} text={t('bookings:setup.asStoreText')} checked={weekly === null} onChange={() => setWeekly(null)} />
            <RadioCard name="week" title={t('bookings:setup.ownWeek')} text={t('bookings:setup.ownWeekText')} checked={weekly !== null} onChange={() => setWeekly(kept ?? workdays)} />
          </div>
          {weekly && <WeekEditor weekly={weekly} onChange={setWeekly} />}
        </>
      )}
    </FormDialog>
  )
}
