import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { toast } from '@/ui/toast'
import { useChangeEmail, useChangePassword, useRename } from '../../signing-in'
import { useWeakness } from '../../weakness'
import { Problem } from '../auth-frame'
import { PasswordField } from '../password-field'
import { Part } from './part'

const awaitedOf = (me: Me) => `atende.email-awaited.${me.user.id}` // for as long as the window: the server tells nobody which e-mails wait

/** Name and e-mail; an e-mail that waits for its link to be opened is said. */
export function Profile({ me }: { me: Me }) {
  const { t } = useTranslation('account')
  const errorText = useErrorText()
  const rename = useRename()
  const [name, setName] = useState(me.user.name)
  const [isChanging, setChanging] = useState(false)
  const [pending, setPending] = useState(() => sessionStorage.getItem(awaitedOf(me)))
  const expect = (email: string) => (sessionStorage.setItem(awaitedOf(me), email), setPending(email))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) rename.mutate(name.trim(), { onSuccess: () => toast(t('profile.saved')) })
  }
  return (
    <Part title={t('profile.title')}>
      <form noValidate onSubmit={submit} className="flex w-full max-w-sm flex-col gap-3">
        <Problem>{rename.error && errorText(rename.error)}</Problem>
        <Field label={t('profile.name')} error={name.trim() ? undefined : t('profile.nameMissing')}>
          <Input autoComplete="name" maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Button type="submit" className="self-start" isBusy={rename.isPending} disabled={name.trim() === me.user.name}>
          {t('profile.save')}
        </Button>
      </form>
      <div className="w-full max-w-sm">
        <p className="text-sm font-medium">{t('profile.email')}</p>
        <p className="mt-1 text-sm break-all">{me.user.email}</p>
        <p className="mt-0.5 mb-2 text-xs text-ink-2">{t('profile.emailHint')}</p>
        <Button onClick={() => setChanging(true)}>{t('profile.change')}</Button>
        {pending && pending !== me.user.email && (
          <p role="status" className="mt-2 rounded-md bg-wait-soft px-3 py-2 text-sm break-words text-wait">
            {t('profile.pending', { email: pending })}
          </p>
        )}
      </div>
      {isChanging && <ChangeEmail onSent={expect} onClose={() => setChanging(false)} />}
    </Part>
  )
}

function ChangeEmail({ onSent, onClose }: { onSent: (email: string) => void; onClose: () => void }) {
  const { t } = useTranslation(['account', 'shell'])
  const errorText = useErrorText()
  const change = useChangeEmail()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [hasTried, setTried] = useState(false)
  const isSound = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isSound) return
    change.mutate(
      { email: email.trim(), password },
      {
        onSuccess: () => {
          toast(t('profile.sent', { email: email.trim() }))
          onSent(email.trim())
          onClose()
        },
      },
    )
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('profile.change')}
      description={t('profile.changeLead')}
      closeLabel={t('shell:close')}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" form="change-email" variant="primary" isBusy={change.isPending}>
            {t('profile.send')}
          </Button>
        </>
      }
    >
      <form id="change-email" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <Problem>{change.error && errorText(change.error)}</Problem>
        <Field label={t('profile.newEmail')} error={hasTried && !isSound ? t('reset.emailInvalid') : undefined}>
          <Input type="email" autoComplete="email" autoFocus maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} />
        </Field>
        <PasswordField label={t('profile.password')} autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
      </form>
    </Dialog>
  )
}

/** Another password. */
export function Password() {
  const { t } = useTranslation('account')
  const errorText = useErrorText()
  const weakness = useWeakness()
  const change = useChangePassword()
  const [values, setValues] = useState({ current: '', new: '' })
  const weak = weakness(change.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate(values, {
      onSuccess: () => {
        setValues({ current: '', new: '' })
        toast(t('password.saved'))
      },
    })
  }
  return (
    <Part title={t('password.title')} lead={t('password.lead')}>
      <form noValidate onSubmit={submit} className="flex w-full max-w-sm flex-col gap-3">
        <Problem>{change.error && !weak && errorText(change.error)}</Problem>
        <PasswordField label={t('password.current')} autoComplete="current-password" value={values.current} onChange={(event) => setValues({ ...values, current: event.target.value })} />
        <PasswordField
          label={t('password.new')}
          hint={t('password.hint', { count: 10 })}
          error={weak}
          autoComplete="new-password"
          value={values.new}
          onChange={(event) => setValues({ ...values, new: event.target.value })}
        />
        <Button type="submit" className="self-start" isBusy={change.isPending} disabled={!values.current || !values.new}>
          {t('password.save')}
        </Button>
      </form>
    </Part>
  )
}
