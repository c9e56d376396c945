import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Appointment } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { canChange, useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { useRenameCustomer } from '../verbs'
import { isGuest } from '../rules/states'

/** What the customer is called here, and what somebody called themselves on the page; who has the conversations may put it right. */
export function CustomerName({ one }: { one: Appointment }) {
  const { t } = useTranslation(['bookings', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState('')
  const [isEmpty, setEmpty] = useState(false)
  const rename = useRenameCustomer()
  const guest = isGuest(one) ? one.guest_name : null
  const close = () => (setOpen(false), setEmpty(false), rename.reset())
  if (isOpen)
    return (
      <form
        className="flex flex-col gap-2 rounded-lg border p-3"
        onSubmit={(event) => {
          event.preventDefault()
          setEmpty(!name.trim())
          if (name.trim()) rename.mutate({ id: one.contact_id, name: name.trim() }, { onSuccess: close })
        }}
      >
        <Field label={t('bookings:customer.name')} hint={t('bookings:customer.renameHint')} error={isEmpty ? t('bookings:customer.needsName') : rename.error && errorText(rename.error)}>
          <Input autoFocus autoComplete="off" maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
        {guest && guest !== name && (
          <Button variant="link" size="inline" className="self-start touch:py-1.5" onClick={() => setName(guest)}>
            {t('bookings:customer.useGuest', { name: guest })}
          </Button>
        )}
        <div className="flex justify-end gap-2">
          <Button variant="ghost" onClick={close}>
            {t('shell:back')}
          </Button>
          <Button type="submit" variant="primary" isBusy={rename.isPending}>
            {t('shell:save')}
          </Button>
        </div>
      </form>
    )
  return (
    <>
      <span className="font-semibold">{one.contact_name ?? t('bookings:nobody')}</span>
      {canChange(tenant, 'inbox') && (
        <Button size="icon-sm" variant="ghost" aria-label={t('bookings:customer.rename')} onClick={() => (setName(one.contact_name ?? ''), setOpen(true))}>
          <Pencil aria-hidden />
        </Button>
      )}
      {guest && <span className="block text-xs text-ink-2">{t('bookings:customer.guest', { name: guest })}</span>}
    </>
  )
}
