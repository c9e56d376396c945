import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingResource } from '@/client/types'
import { useSession } from '@/lib/session'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { RadioCard } from '@/ui/radio-card'
import { toast } from '@/ui/toast'
import { teamQuery } from '../api'
import { useResources, useWriteWeek, weekOf } from '../bookings'
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
  const { change } = useResources()
  const problems = useProblems(write.error ?? change.error)
  const team = (useQuery(teamQuery(useSession().tenant.id)).data?.items ?? []).filter((one) => one.is_active)
  const [user, setUser] = useState(resource.user_id ?? '')
  const kept = weekOf(resource)
  const [weekly, setWeekly] = useState<WeeklyPeriod[] | null>(kept ?? null)
  const isSound = weekly === null || weekProblems(byDay(weekly)).every((day) => day.every((problem) => problem === null))
  const save = async () => {
    if (!isSound) return
    try {
      if (user !== (resource.user_id ?? '')) await change.mutateAsync({ id: resource.id, user_id: user || null })
      if (kept !== undefined) await write.mutateAsync(weekly && toWeekly(byDay(weekly)))
    } catch {
      return // what was refused stands in the form
    }
    toast(t('settings:form.saved'))
    onClose()
  }
  return (
    <FormDialog title={t('bookings:setup.weekOf', { name: resource.name })} isBusy={write.isPending || change.isPending} problem={problems.text} onClose={onClose} onSubmit={() => void save()}>
      <Field label={t('bookings:setup.user')} hint={t('bookings:setup.userHint')} error={problems.at('user_id')}>
        <Select value={user} onChange={(event) => setUser(event.target.value)}>
          <option value="">{t('bookings:setup.userNone')}</option>
          {team.map((one) => (
            <option key={one.user_id} value={one.user_id}>
              {one.name}
            </option>
          ))}
        </Select>
      </Field>
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
