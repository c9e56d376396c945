import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChosenCalendar, OutsideCalendar } from '@/client/types'
import { useSession } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Checkbox } from '@/ui/checkbox'
import { RadioCard } from '@/ui/radio-card'
import { Spinner } from '@/ui/spinner'
import { toast } from '@/ui/toast'
import { choiceQuery, useChoose } from '../calendars'
import { useProblems } from '../problems'
import { FormDialog } from './form-dialog'

/** Which of the account's calendars appointments are put into, and which take the professional's time. */
export function ChooseDialog({ calendar, onClose }: { calendar: OutsideCalendar; onClose: () => void }) {
  const { t } = useTranslation('calendars')
  const { tenant } = useSession()
  const listed = useQuery(choiceQuery(tenant.id, calendar.id))
  const choose = useChoose()
  const problems = useProblems(choose.error ?? listed.error)
  const [given, setGiven] = useState<{ written?: string | null; blocking?: string[] }>({})
  const all = listed.data ?? []
  const there = all.filter((one) => one.is_listed)
  const written = given.written === undefined ? (there.find((one) => one.is_written)?.external_id ?? null) : given.written
  const blocking = given.blocking ?? there.filter((one) => one.is_blocking).map((one) => one.external_id)
  const save = () => listed.data && choose.mutate({ id: calendar.id, written, blocking }, { onSuccess: () => (toast(t('choose.done')), onClose()) })
  const tick = (id: string, isTicked: boolean) => setGiven((now) => ({ ...now, blocking: isTicked ? [...blocking, id] : blocking.filter((one) => one !== id) }))
  const gone = all.filter((one) => !one.is_listed)
  return (
    <FormDialog title={t('choose.title')} lead={t('choose.lead', { account: calendar.account })} isBusy={choose.isPending} problem={problems.text} onClose={onClose} onSubmit={save}>
      {listed.isPending && (
        <p role="status">
          <Spinner className="size-5" />
          <span className="sr-only">{t('choose.wait')}</span>
        </p>
      )}
      {gone.length > 0 && <p className="rounded-md bg-wait-soft px-3 py-2 text-sm text-wait">{t('choose.gone', { names: gone.map((one) => one.name).join(', ') })}</p>}
      {there.length > 0 && (
        <>
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1.5 text-sm font-medium">{t('choose.written')}</legend>
            {there
              .filter((one) => one.can_write)
              .map((one) => (
                <RadioCard key={one.external_id} name="written" title={<Name one={one} />} checked={written === one.external_id} onChange={() => setGiven((now) => ({ ...now, written: one.external_id }))} />
              ))}
            <RadioCard name="written" title={t('choose.none')} text={t('choose.noneText')} checked={written === null} onChange={() => setGiven((now) => ({ ...now, written: null }))} />
          </fieldset>
          <fieldset>
            <legend className="mb-1 text-sm font-medium">{t('choose.blocking')}</legend>
            {there.map((one) => (
              <Checkbox
                key={one.external_id}
                label={<Name one={one} />}
                hint={one.role === 'freeBusyReader' ? t('choose.times') : one.can_write ? undefined : t('choose.reader')}
                checked={blocking.includes(one.external_id)}
                onChange={(event) => tick(one.external_id, event.target.checked)}
              />
            ))}
          </fieldset>
        </>
      )}
    </FormDialog>
  )
}

function Name({ one }: { one: ChosenCalendar }) {
  const { t } = useTranslation('calendars')
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-1.5">
      <span className="min-w-0 break-words">{one.name}</span>
      {one.is_primary && <Badge tone="neutral">{t('choose.primary')}</Badge>}
    </span>
  )
}
