import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { readPlace } from '../rules/content'
import { useSend } from './use-send'

type Props = { conversationId: string; onClose: () => void; beforeSend: () => Promise<void> }

export default function LocationDialog({ conversationId, onClose, beforeSend }: Props) {
  const { t } = useTranslation(['inbox', 'shell'])
  const send = useSend(conversationId)
  const [values, setValues] = useState({ latitude: '', longitude: '', name: '', address: '' })
  const [isTried, setTried] = useState(false)
  const plain = { ...values, latitude: values.latitude.replace(',', '.'), longitude: values.longitude.replace(',', '.') }
  const place = readPlace(plain)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!place) return
    await beforeSend()
    send.content('location', { latitude: place.latitude, longitude: place.longitude, ...(place.name ? { name: place.name } : {}), ...(place.address ? { address: place.address } : {}) })
    onClose()
  }
  const problem = isTried && !place && t('inbox:builder.badCoordinate')
  const field = (name: keyof typeof values) => ({ value: values[name], onChange: (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value }) })

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('inbox:composer.location')}
      closeLabel={t('shell:close')}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" form="location" variant="primary">
            {t('inbox:builder.send')}
          </Button>
        </>
      }
    >
      <form id="location" noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label={t('inbox:builder.placeName')}>
          <Input autoFocus {...field('name')} />
        </Field>
        <Field label={t('inbox:builder.placeAddress')}>
          <Input {...field('address')} />
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label={t('inbox:builder.latitude')} error={problem}>
            <Input inputMode="decimal" {...field('latitude')} />
          </Field>
          <Field label={t('inbox:builder.longitude')}>
            <Input inputMode="decimal" {...field('longitude')} />
          </Field>
        </div>
      </form>
    </Dialog>
  )
}
