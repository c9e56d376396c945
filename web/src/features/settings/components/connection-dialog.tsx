import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/lib/session'
import { Checkbox } from '@/ui/checkbox'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { RadioCard } from '@/ui/radio-card'
import { toast } from '@/ui/toast'
import { useCollection } from '../api'
import { useProblems } from '../problems'
import type { Connection } from '../wire'
import { FormDialog } from './form-dialog'

export type ConnectionValues = {
  environment?: Connection['environment']
  name: string
  phone: string
  number_id?: string | null
  account_id?: string | null
  token?: string
  app_secret?: string
}
type Props = { connection: Connection | null; onClose: () => void }

/** Digits with `+`; a Brazilian number may come without the country code. */
function asPhone(typed: string): string | null {
  const digits = typed.replace(/\D/g, '')
  const whole = !typed.trim().startsWith('+') && (digits.length === 10 || digits.length === 11) ? `55${digits}` : digits
  return whole.length >= 10 && whole.length <= 15 ? `+${whole}` : null
}

/** A number joins or changes. Secrets go in and are never shown again. */
export function ConnectionDialog({ connection, onClose }: Props) {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const { add, change } = useCollection<Connection, ConnectionValues>('connections')
  const problems = useProblems(add.error ?? change.error)
  const [environment, setEnvironment] = useState<Connection['environment']>(connection?.environment ?? 'live')
  const [values, setValues] = useState({
    name: connection?.name ?? `WhatsApp ${tenant.name}`,
    phone: connection?.phone ?? '',
    number_id: connection?.number_id ?? '',
    account_id: connection?.account_id ?? '',
    token: '',
    app_secret: '',
  })
  const [dropsSecret, setDropsSecret] = useState(false)
  const [hasTried, setTried] = useState(false)
  const isLive = environment === 'live'
  const phone = asPhone(values.phone)
  const isId = (value: string) => /^[0-9A-Za-z]{1,64}$/.test(value.trim())
  const isTokenNeeded = isLive && !connection?.has_token
  const text = (name: keyof typeof values) => ({ value: values[name], onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }) })
  const secret = { type: 'password', autoComplete: 'off', spellCheck: false } as const

  const save = () => {
    setTried(true)
    if (!values.name.trim() || !phone) return
    if (isLive && (!isId(values.number_id) || (values.account_id && !isId(values.account_id)) || (isTokenNeeded && !values.token.trim()))) return
    const secrets = {
      ...(values.token.trim() && { token: values.token.trim() }),
      ...(dropsSecret ? { app_secret: '' } : values.app_secret.trim() && { app_secret: values.app_secret.trim() }),
    }
    const done = { onSuccess: () => (toast(t(connection ? 'form.saved' : 'whatsapp.added')), onClose()) }
    if (connection) change.mutate({ id: connection.id, name: values.name.trim(), phone, ...(isLive && { account_id: values.account_id.trim() || null, ...secrets }) }, done)
    else if (isLive) add.mutate({ environment, name: values.name.trim(), phone, number_id: values.number_id.trim(), account_id: values.account_id.trim() || null, ...secrets }, done)
    else add.mutate({ environment, name: values.name.trim(), phone }, done)
  }
  return (
    <FormDialog
      title={connection ? t('form.editNamed', { name: connection.name }) : t('whatsapp.add')}
      submit={connection ? undefined : t('whatsapp.add')}
      isBusy={add.isPending || change.isPending}
      problem={problems.text}
      onClose={onClose}
      onSubmit={save}
    >
      {!connection && (
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 text-sm font-medium">{t('whatsapp.environment')}</legend>
          {(['live', 'sandbox'] as const).map((one) => (
            <RadioCard key={one} name="environment" title={t(`whatsapp.environments.${one}.title`)} text={t(`whatsapp.environments.${one}.text`)} checked={environment === one} onChange={() => setEnvironment(one)} />
          ))}
        </fieldset>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('whatsapp.name')} hint={t('whatsapp.nameHint')} error={hasTried && !values.name.trim() ? t('problems.required') : problems.at('name')}>
          <Input maxLength={120} {...text('name')} />
        </Field>
        <Field label={t('whatsapp.phone')} error={hasTried && !phone ? t('whatsapp.phoneInvalid') : problems.at('phone')}>
          <Input inputMode="tel" placeholder="(11) 4000-0000" maxLength={40} {...text('phone')} />
        </Field>
      </div>
      {isLive && (
        <>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label={t('whatsapp.numberId')} hint={t('whatsapp.numberIdHint')} error={hasTried && !isId(values.number_id) ? t('whatsapp.idInvalid') : problems.at('number_id')}>
              <Input inputMode="numeric" disabled={connection !== null} {...text('number_id')} />
            </Field>
            <Field
              label={t('whatsapp.accountId')}
              hint={t('whatsapp.accountIdHint')}
              error={hasTried && values.account_id && !isId(values.account_id) ? t('whatsapp.idInvalid') : problems.at('account_id')}
            >
              <Input inputMode="numeric" {...text('account_id')} />
            </Field>
          </div>
          <Field
            label={t('whatsapp.token')}
            hint={connection?.has_token ? t('whatsapp.keptSecret') : t('whatsapp.tokenHint')}
            error={hasTried && isTokenNeeded && !values.token.trim() ? t('problems.required') : problems.at('token')}
          >
            <Input {...secret} placeholder={connection?.has_token ? '••••••••••••' : ''} {...text('token')} />
          </Field>
          <Field label={t('whatsapp.appSecret')} hint={connection?.has_app_secret ? t('whatsapp.keptSecret') : t('whatsapp.appSecretHint')} error={problems.at('app_secret')}>
            <Input {...secret} disabled={dropsSecret} placeholder={connection?.has_app_secret ? '••••••••••••' : ''} {...text('app_secret')} />
          </Field>
          {connection?.has_app_secret && <Checkbox label={t('whatsapp.dropSecret')} checked={dropsSecret} onChange={(event) => setDropsSecret(event.target.checked)} />}
        </>
      )}
    </FormDialog>
  )
}
