import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RegisteredCustomer } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { phoneTyped } from '@/lib/phone'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { useAddCustomer } from '../verbs'

type Props = { name: string; phone: string; onAdded: (one: RegisteredCustomer) => void; onClose: () => void }

const fewest = 10 // digits of a number with its area

/** Somebody who never wrote: a name and a number. Whose number is known is found, not doubled. */
export function NewCustomer({ name: first, phone: given, onAdded, onClose }: Props) {
  const { t } = useTranslation(['bookings', 'shell'])
  const errorText = useErrorText()
  const [name, setName] = useState(first)
  const [phone, setPhone] = useState(phoneTyped('', given))
  const [isAsked, setAsked] = useState(false)
  const add = useAddCustomer()
  const lacks = { name: name.trim() === '', phone: phone.replace(/\D/g, '').length < fewest }
  const refused = add.error
  const ofPhone = refused instanceof ApiError && refused.field === 'phone'
  return (
    <form
      aria-label={t('bookings:customer.new')}
      className="flex flex-col gap-3 rounded-lg border p-3"
      onSubmit={(event) => {
        event.preventDefault()
        event.stopPropagation()
        setAsked(true)
        if (!lacks.name && !lacks.phone && !add.isPending) add.mutate({ name: name.trim(), phone }, { onSuccess: onAdded })
      }}
    >
      <Field label={t('bookings:customer.name')} error={isAsked && lacks.name && t('bookings:customer.needsName')}>
        <Input autoFocus autoComplete="off" maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t('bookings:customer.phone')} hint={t('bookings:customer.phoneHint')} error={isAsked && lacks.phone ? t('bookings:customer.needsPhone') : ofPhone && errorText(refused)}>
        <Input type="tel" inputMode="tel" autoComplete="off" maxLength={40} placeholder="(11) 98765-4321" value={phone} onChange={(event) => (add.reset(), setPhone(phoneTyped(phone, event.target.value)))} />
      </Field>
      {refused && !ofPhone && (
        <p role="alert" className="text-xs font-medium text-danger">
          {errorText(refused)}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button variant="ghost" onClick={onClose}>
          {t('shell:back')}
        </Button>
        <Button type="submit" variant="primary" isBusy={add.isPending}>
          {t('bookings:customer.add')}
        </Button>
      </div>
    </form>
  )
}
