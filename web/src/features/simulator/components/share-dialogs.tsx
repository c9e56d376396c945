import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { phoneDigits } from '../rules/timeline'

type Frame = { title: string; submit: string; onClose: () => void; onSubmit: () => void; children: React.ReactNode; lead?: string; isBusy?: boolean }

/** A dialog that is one form. */
export function FormDialog({ title, lead, submit, onClose, onSubmit, isBusy, children }: Frame) {
  const { t } = useTranslation('shell')
  const save = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      description={lead}
      closeLabel={t('close')}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" form="simulator-form" variant="primary" isBusy={isBusy}>
            {submit}
          </Button>
        </>
      }
    >
      <form id="simulator-form" noValidate onSubmit={save} className="flex flex-col gap-4">
        {children}
      </form>
    </Dialog>
  )
}

export type SharedPlace = { name: string; address: string; latitude: number; longitude: number }

export function LocationDialog({ onClose, onSend }: { onClose: () => void; onSend: (place: SharedPlace) => void }) {
  const { t } = useTranslation('simulator')
  const [values, setValues] = useState({ name: 'MASP', address: 'Av. Paulista, 1578, São Paulo', latitude: '-23.56140', longitude: '-46.65590' })
  const [hasTried, setTried] = useState(false)
  const number = (typed: string, most: number) => {
    const value = Number(typed.replace(',', '.'))
    return typed.trim() !== '' && Number.isFinite(value) && Math.abs(value) <= most ? value : null
  }
  const latitude = number(values.latitude, 90)
  const longitude = number(values.longitude, 180)
  const field = (name: keyof typeof values) => ({ value: values[name], onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }) })
  return (
    <FormDialog
      title={t('location.title')}
      submit={t('composer.send')}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (latitude === null || longitude === null) return
        onSend({ name: values.name.trim(), address: values.address.trim(), latitude, longitude })
        onClose()
      }}
    >
      <Field label={t('location.name')}>
        <Input {...field('name')} />
      </Field>
      <Field label={t('location.address')}>
        <Input {...field('address')} />
      </Field>
      <div className="grid grid-cols-2 gap-4">
        <Field label={t('location.latitude')} error={hasTried && latitude === null && t('location.invalid', { most: 90 })}>
          <Input inputMode="decimal" {...field('latitude')} />
        </Field>
        <Field label={t('location.longitude')} error={hasTried && longitude === null && t('location.invalid', { most: 180 })}>
          <Input inputMode="decimal" {...field('longitude')} />
        </Field>
      </div>
    </FormDialog>
  )
}

export function ContactDialog({ onClose, onSend }: { onClose: () => void; onSend: (contact: { name: string; digits: string }) => void }) {
  const { t } = useTranslation('simulator')
  const [name, setName] = useState('')
  const [phone, setPhone] = useState('')
  const [hasTried, setTried] = useState(false)
  const digits = phoneDigits(phone)
  return (
    <FormDialog
      title={t('contact.title')}
      submit={t('composer.send')}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (!name.trim() || !digits) return
        onSend({ name: name.trim(), digits })
        onClose()
      }}
    >
      <Field label={t('contact.name')} error={hasTried && !name.trim() && t('form.required')}>
        <Input value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label={t('contact.phone')} error={hasTried && !digits && t('form.phoneInvalid')}>
        <Input inputMode="tel" placeholder="(11) 91234-5678" value={phone} onChange={(event) => setPhone(event.target.value)} />
      </Field>
    </FormDialog>
  )
}

/** The business answers from its phone app; the customer gets it and the inbox gets an echo. */
export function EchoDialog({ onClose, onSend, isBusy, error }: { onClose: () => void; onSend: (text: string) => void; isBusy: boolean; error: string | null }) {
  const { t } = useTranslation('simulator')
  const [text, setText] = useState('')
  const [hasTried, setTried] = useState(false)
  return (
    <FormDialog
      title={t('echo.title')}
      lead={t('echo.lead')}
      submit={t('composer.send')}
      isBusy={isBusy}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (text.trim()) onSend(text.trim())
      }}
    >
      <Field label={t('echo.text')} error={hasTried && !text.trim() ? t('form.required') : error}>
        <Input value={text} maxLength={4096} onChange={(event) => setText(event.target.value)} />
      </Field>
    </FormDialog>
  )
}
