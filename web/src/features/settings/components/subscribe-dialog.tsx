import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { useSubscribe } from '../calendars'
import { useProblems } from '../problems'
import { FormDialog } from './form-dialog'

/** A feed whose events take the professional's time. */
export function SubscribeDialog({ resourceId, onClose }: { resourceId: string; onClose: () => void }) {
  const { t } = useTranslation(['calendars', 'settings'])
  const subscribe = useSubscribe()
  const problems = useProblems(subscribe.error)
  const [hasTried, setTried] = useState(false)
  const [name, setName] = useState('')
  const [address, setAddress] = useState('')
  const there = address.trim().replace(/^webcals?:/i, 'https:') // as calendars say that it is one to subscribe to
  const isAddress = /^https:\/\/\S+$/.test(there)
  const save = () => {
    setTried(true)
    if (name.trim() && isAddress) subscribe.mutate({ resource_id: resourceId, name: name.trim(), address: there }, { onSuccess: onClose })
  }
  return (
    <FormDialog title={t('calendars:subscribe.title')} lead={t('calendars:subscribe.lead')} isBusy={subscribe.isPending} problem={problems.text} onClose={onClose} onSubmit={save}>
      <Field label={t('calendars:subscribe.name')} error={hasTried && !name.trim() ? t('settings:problems.required') : problems.at('name')}>
        <Input maxLength={120} value={name} autoComplete="off" onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t('calendars:subscribe.address')} hint={t('calendars:subscribe.hint')} error={hasTried && !isAddress ? t('calendars:subscribe.wrong') : problems.at('address')}>
        <Input type="url" inputMode="url" value={address} autoComplete="off" onChange={(event) => setAddress(event.target.value)} />
      </Field>
    </FormDialog>
  )
}
