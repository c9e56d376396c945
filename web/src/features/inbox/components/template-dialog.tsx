import { useQuery } from '@tanstack/react-query'
import { LayoutTemplate } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConversationSummary, Template } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { useSession } from '@/lib/session'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { EmptyState, ErrorState, Skeleton } from '@/ui/states'
import { templatesQuery } from '../api/conversations'
import { asked, buttonsOf, isUsable, preview, slotName } from '../rules/template'
import { RichText } from './rich-text'
import { useSend } from './use-send'

type Props = { summary: ConversationSummary; onClose: () => void; beforeSend: () => Promise<void> }

/** Pick an approved template of this number, fill in what it asks for by name, see what the customer gets. */
export default function TemplateDialog({ summary, onClose, beforeSend }: Props) {
  const { t } = useTranslation(['inbox', 'shell'])
  const { tenant } = useSession()
  const errorText = useErrorText()
  const query = useQuery(templatesQuery(tenant.id, summary.channel.id))
  const send = useSend(summary.id)
  const [wanted, setWanted] = useState('')
  const [picked, setPicked] = useState<Template | null>(null)
  const [values, setValues] = useState<Record<string, string>>({})
  const [isTried, setTried] = useState(false)

  const offered = (query.data ?? []).filter((template) => template.name.includes(wanted.trim().toLowerCase().replaceAll(' ', '_')))
  const fields = picked ? asked(picked) : []
  const pick = (template: Template) => {
    const firstName = summary.contact.name?.split(' ')[0] ?? ''
    setValues(Object.fromEntries(asked(template).map((slot) => [slot.key, /^(nome|name)$/i.test(slotName(slot)) ? firstName : ''])))
    setTried(false)
    setPicked(template)
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!picked || fields.some((slot) => !values[slot.key]?.trim())) return
    await beforeSend()
    const text = preview(picked, values)
    send.content('template', { name: picked.name, language: picked.language, values }, text)
    onClose()
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('inbox:template.title')}
      description={t('inbox:template.lead')}
      closeLabel={t('shell:close')}
      footer={
        picked && (
          <>
            <Button variant="ghost" onClick={() => setPicked(null)}>
              {t('inbox:template.back')}
            </Button>
            <Button type="submit" form="template" variant="primary">
              {t('inbox:template.send')}
            </Button>
          </>
        )
      }
    >
      {query.isPending && (
        <div role="status" className="space-y-2">
          <span className="sr-only">{t('shell:loading')}</span>
          <Skeleton className="h-14" />
          <Skeleton className="h-14" />
        </div>
      )}
      {query.isError && <ErrorState title={<>{t('inbox:template.failed')} {errorText(query.error)}</>} retryLabel={t('shell:retry')} onRetry={() => void query.refetch()} />}
      {query.data?.length === 0 && (
        <EmptyState icon={LayoutTemplate} title={t('inbox:template.empty')}>
          {t('inbox:template.emptyText')}
        </EmptyState>
      )}
      {query.data && query.data.length > 0 && !picked && (
        <>
          <Input autoFocus type="search" aria-label={t('inbox:template.find')} placeholder={t('inbox:template.find')} value={wanted} onChange={(event) => setWanted(event.target.value)} className="mb-3" />
          <ul className="flex flex-col gap-1.5">
            {offered.map((template) => (
              <li key={`${template.name}:${template.language}`}>
                <button
                  type="button"
                  disabled={!isUsable(template)}
                  onClick={() => pick(template)}
                  className="w-full rounded-lg border p-2.5 text-left hover:bg-hover disabled:cursor-not-allowed disabled:bg-sunken"
                >
                  <span className="flex items-center gap-2">
                    <span className="min-w-0 flex-1 truncate text-sm font-medium">{template.name.replaceAll('_', ' ')}</span>
                    {!isUsable(template) && <Badge tone="wait">{t('inbox:template.notUsable')}</Badge>}
                    <Badge>{template.language}</Badge>
                  </span>
                  <span className="mt-0.5 line-clamp-2 block text-xs text-ink-2">{preview(template, {})}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {picked && (
        <form id="template" onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
          {fields.map((slot, index) => (
            <Field key={slot.key} label={t('inbox:template.value', { name: slotName(slot) })} hint={slot.example ? t('inbox:template.example', { example: slot.example }) : undefined} error={isTried && !values[slot.key]?.trim() && t('inbox:template.missing', { name: slotName(slot) })}>
              <Input autoFocus={index === 0} value={values[slot.key] ?? ''} onChange={(event) => setValues({ ...values, [slot.key]: event.target.value })} />
            </Field>
          ))}
          <div>
            <p className="mb-1.5 text-xs font-semibold text-ink-3">{t('inbox:template.preview')}</p>
            <div className="rounded-2xl rounded-br-sm bg-bubble-out px-3 py-2">
              <RichText text={preview(picked, values)} />
              {buttonsOf(picked).length > 0 && <p className="mt-1 text-sm font-medium text-accent-text">{buttonsOf(picked).join(' · ')}</p>}
            </div>
          </div>
        </form>
      )}
    </Dialog>
  )
}
