import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { RadioCard } from '@/ui/radio-card'
import { useAddPhone, useChangeNumber } from '../api'
import { phoneDigits, usernameOf } from '../rules/timeline'
import type { Phone } from '../wire'
import { FormDialog } from './share-dialogs'

/** The sandbox refuses a number that another phone has, and says so without a field. */
function useNumberProblem() {
  const { t } = useTranslation('simulator')
  const errorText = useErrorText()
  return (error: unknown) => (error instanceof ApiError && error.code === 'invalid' ? t('form.phoneTaken') : error ? errorText(error) : null)
}

export function NewPhoneDialog({ onClose, onMade }: { onClose: () => void; onMade: (phone: Phone) => void }) {
  const { t } = useTranslation('simulator')
  const add = useAddPhone()
  const problem = useNumberProblem()
  const [kind, setKind] = useState<'number' | 'username'>('number')
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [username, setUsername] = useState('')
  const [hasTried, setTried] = useState(false)
  const digits = phoneDigits(phone)
  const handle = usernameOf(username)

  const submit = () => {
    setTried(true)
    if (!name.trim() || (kind === 'number' ? !digits : !handle)) return
    add.mutate({ name: name.trim(), phone: kind === 'number' ? digits : null, username: handle }, { onSuccess: (made) => (onMade(made), onClose()) })
  }
  return (
    <FormDialog title={t('newPhone.title')} lead={t('newPhone.lead')} submit={t('newPhone.submit')} onClose={onClose} onSubmit={submit} isBusy={add.isPending}>
      <Field label={t('newPhone.name')} error={hasTried && !name.trim() && t('form.required')}>
        <Input value={name} maxLength={120} autoFocus onChange={(event) => setName(event.target.value)} />
      </Field>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-medium">{t('newPhone.kind')}</legend>
        {(['number', 'username'] as const).map((one) => (
          <RadioCard key={one} name="kind" title={t(`newPhone.kinds.${one}.title`)} text={t(`newPhone.kinds.${one}.text`)} checked={kind === one} onChange={() => setKind(one)} />
        ))}
      </fieldset>
      {kind === 'number' && (
        <Field label={t('newPhone.phone')} hint={t('newPhone.phoneHint')} error={hasTried && !digits ? t('form.phoneInvalid') : problem(add.error)}>
          <Input inputMode="tel" placeholder="(11) 91234-5678" value={phone} onChange={(event) => setPhone(event.target.value)} />
        </Field>
      )}
      <Field
        label={kind === 'username' ? t('newPhone.username') : t('newPhone.usernameOptional')}
        hint={t('newPhone.usernameHint')}
        error={(hasTried && (kind === 'username' || username.trim()) && !handle && t('form.usernameInvalid')) || (kind === 'username' && problem(add.error))}
      >
        <Input placeholder="@maria.souza" autoCapitalize="none" value={username} onChange={(event) => setUsername(event.target.value)} />
      </Field>
    </FormDialog>
  )
}

export function ChangeNumberDialog({ phone, onClose }: { phone: Phone; onClose: () => void }) {
  const { t } = useTranslation('simulator')
  const change = useChangeNumber()
  const problem = useNumberProblem()
  const [typed, setTyped] = useState('')
  const [hasTried, setTried] = useState(false)
  const digits = phoneDigits(typed)
  return (
    <FormDialog
      title={t('changeNumber.title')}
      lead={t('changeNumber.lead')}
      submit={t('changeNumber.submit')}
      isBusy={change.isPending}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (digits) change.mutate({ id: phone.id, phone: digits }, { onSuccess: onClose })
      }}
    >
      <Field label={t('changeNumber.phone')} error={hasTried && !digits ? t('form.phoneInvalid') : problem(change.error)}>
        <Input inputMode="tel" placeholder="(11) 91234-5678" value={typed} autoFocus onChange={(event) => setTyped(event.target.value)} />
      </Field>
    </FormDialog>
  )
}
