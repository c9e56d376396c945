import { Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input, Textarea } from '@/ui/input'
import { useSend } from './use-send'

type Props = { type: 'buttons' | 'list' | 'location_request'; conversationId: string; onClose: () => void; beforeSend: () => Promise<void> }
type Entry = { title: string; description: string }

/** Lengths and counts of the platform (whatsapp-cloud, section 5), in characters. */
const limits = { buttons: { body: 1024, count: 3, title: 20 }, list: { body: 4096, count: 10, title: 24 }, location_request: { body: 1024, count: 0, title: 0 } }
const listButton = 20
const description = 72

export default function InteractiveDialog({ type, conversationId, onClose, beforeSend }: Props) {
  const { t } = useTranslation(['inbox', 'shell'])
  const send = useSend(conversationId)
  const limit = limits[type]
  const [body, setBody] = useState('')
  const [button, setButton] = useState('')
  const [entries, setEntries] = useState<Entry[]>(limit.count ? [{ title: '', description: '' }, { title: '', description: '' }] : [])
  const [isTried, setTried] = useState(false)

  // options left blank below the first are none
  const filled = entries.filter((entry, index) => index === 0 || entry.title.trim() || entry.description.trim())
  const titles = entries.map((entry) => entry.title.trim().toLocaleLowerCase())
  const missing = (value: string) => isTried && !value.trim() && t('inbox:builder.missing')
  const titleProblem = (index: number) =>
    (filled.includes(entries[index] as Entry) && missing(entries[index]?.title ?? '')) || (isTried && Boolean(titles[index]) && titles.indexOf(titles[index] ?? '') !== index && t('inbox:builder.same'))
  const isGood = body.trim() && (type !== 'list' || button.trim()) && filled.every((entry) => entry.title.trim() !== '') && titles.every((title, index) => !title || titles.indexOf(title) === index)
  const change = (index: number, values: Partial<Entry>) => setEntries(entries.map((entry, at) => (at === index ? { ...entry, ...values } : entry)))

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!isGood) return
    await beforeSend()
    const options = filled.map((entry, index) => ({
      id: `option-${index + 1}`,
      title: entry.title.trim(),
      ...(type === 'list' && entry.description.trim() ? { description: entry.description.trim() } : {}),
    }))
    const content =
      type === 'buttons' ? { type, body: body.trim(), buttons: options } : type === 'list' ? { type, body: body.trim(), button: button.trim(), sections: [{ rows: options }] } : { type, body: body.trim() }
    send.content('interactive', content)
    onClose()
  }

  const title = type === 'buttons' ? t('inbox:composer.buttons') : type === 'list' ? t('inbox:composer.list') : t('inbox:composer.askLocation')
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      closeLabel={t('shell:close')}
      footer={
        <>
          <Button variant="ghost" onClick={onClose}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" form="interactive" variant="primary">
            {t('inbox:builder.send')}
          </Button>
        </>
      }
    >
      <form id="interactive" noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        <Field label={t('inbox:builder.body')} error={missing(body)}>
          <Textarea autoFocus maxLength={limit.body} value={body} onChange={(event) => setBody(event.target.value)} />
        </Field>
        {type === 'list' && (
          <Field label={t('inbox:builder.listButton')} hint={t('inbox:builder.limit', { count: listButton })} error={missing(button)}>
            <Input maxLength={listButton} value={button} onChange={(event) => setButton(event.target.value)} />
          </Field>
        )}
        {limit.count > 0 && (
          <fieldset className="flex flex-col gap-3">
            <legend className="mb-2 text-xs font-semibold text-ink-3">{type === 'list' ? t('inbox:builder.rows') : t('inbox:builder.buttons')}</legend>
            {entries.map((entry, index) => (
              <div key={index} className="flex items-start gap-2">
                <div className="flex-1 space-y-2">
                  <Field
                    label={type === 'list' ? t('inbox:builder.rowTitle', { number: index + 1 }) : t('inbox:builder.buttonTitle', { number: index + 1 })}
                    hint={t('inbox:builder.limit', { count: limit.title })}
                    error={titleProblem(index)}
                  >
                    <Input maxLength={limit.title} value={entry.title} onChange={(event) => change(index, { title: event.target.value })} />
                  </Field>
                  {type === 'list' && (
                    <Field label={t('inbox:builder.rowDescription', { number: index + 1 })}>
                      <Input maxLength={description} value={entry.description} onChange={(event) => change(index, { description: event.target.value })} />
                    </Field>
                  )}
                </div>
                {entries.length > 1 && (
                  <Button variant="ghost" size="icon" className="mt-6" aria-label={t('inbox:builder.remove', { number: index + 1 })} onClick={() => setEntries(entries.filter((_, at) => at !== index))}>
                    <X aria-hidden />
                  </Button>
                )}
              </div>
            ))}
            {entries.length < limit.count && (
              <Button className="self-start" onClick={() => setEntries([...entries, { title: '', description: '' }])}>
                <Plus aria-hidden />
                {t('inbox:builder.add')}
              </Button>
            )}
          </fieldset>
        )}
      </form>
    </Dialog>
  )
}
