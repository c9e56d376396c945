import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookingSource } from '@/client/types'
import { fullMoment } from '@/lib/dates'
import { useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { toast } from '@/ui/toast'
import { useAskSource, useStopAsking } from '../calendars'
import { useProblems } from '../problems'
import { FormDialog } from './form-dialog'

/** Whether Cal.com is also asked for its bookings, should its notices not come; and how far that is. */
export function SourceAsking({ source, mayChange }: { source: BookingSource; mayChange: boolean }) {
  const { t, i18n } = useTranslation('calendars')
  const zone = useZone()
  const problems = useProblems(null)
  const stop = useStopAsking()
  const [isOpen, setOpen] = useState(false)
  const { asked } = source
  const reason = asked?.reason?.split(':')[0] ?? ''
  const why = i18n.exists(`calendars:asking.reasons.${reason}`) ? t(`asking.reasons.${reason}` as 'asking.reasons.away') : asked?.reason
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
      <p className="min-w-0 flex-1 basis-60 text-ink-2">
        {!asked ? t('asking.off') : asked.last_asked_at ? t('asking.at', { at: fullMoment(asked.last_asked_at, zone) }) : t('asking.never')}
        {asked?.reason && <span className="block text-danger">{why}</span>}
      </p>
      {mayChange && source.is_active && (
        <span className="flex flex-wrap gap-1.5">
          <Button variant="ghost" onClick={() => setOpen(true)}>
            {t(asked ? 'asking.change' : 'asking.open')}
          </Button>
          {asked && (
            <Button variant="ghost" className="text-danger" isBusy={stop.isPending} onClick={() => stop.mutate(source.id, { onError: (error) => toast(problems.say(error), { tone: 'danger' }) })}>
              {t('asking.stop')}
            </Button>
          )}
        </span>
      )}
      {isOpen && <AskDialog source={source} onClose={() => setOpen(false)} />}
    </div>
  )
}

function AskDialog({ source, onClose }: { source: BookingSource; onClose: () => void }) {
  const { t } = useTranslation(['calendars', 'settings'])
  const ask = useAskSource()
  const problems = useProblems(ask.error)
  const [hasTried, setTried] = useState(false)
  const [key, setKey] = useState('')
  const [address, setAddress] = useState(source.asked?.address ?? '')
  // a key that is kept is sent to the address that it was entered for, and to no other
  const isMissing = !key.trim() && source.asked?.address !== address.trim().replace(/\/+$/, '')
  const save = () => {
    setTried(true)
    if (!isMissing) ask.mutate({ id: source.id, api_key: key.trim() || null, address: address.trim() }, { onSuccess: () => (toast(t('calendars:saved')), onClose()) })
  }
  return (
    <FormDialog title={t('calendars:asking.title')} lead={t('calendars:asking.lead')} isBusy={ask.isPending} problem={problems.text} onClose={onClose} onSubmit={save}>
      <Field label={t('calendars:asking.key')} hint={t(source.asked ? 'calendars:asking.kept' : 'calendars:asking.keyHint')} error={hasTried && isMissing ? t('settings:problems.required') : problems.at('api_key')}>
        <Input type="password" maxLength={500} value={key} autoComplete="off" onChange={(event) => setKey(event.target.value)} />
      </Field>
      <Field label={t('calendars:asking.address')} hint={t('calendars:asking.addressHint')} error={problems.at('address')}>
        <Input type="url" inputMode="url" maxLength={300} placeholder="https://api.cal.com/v2" value={address} autoComplete="off" onChange={(event) => setAddress(event.target.value)} />
      </Field>
    </FormDialog>
  )
}
