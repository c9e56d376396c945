import { Clock, FileText, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { Button } from '@/ui/button'
import { cn } from '@/ui/class-names'
import { type Pending, discard, retry } from '../api/outbox'
import { readInteractive, readTemplate } from '../rules/content'
import { RichText } from './rich-text'

/** A message on its way from this browser, or stuck in it. */
export function PendingBubble({ pending }: { pending: Pending }) {
  const { t } = useTranslation(['inbox', 'shell'])
  const errorText = useErrorText()
  const isWaiting = pending.state === 'failed' && pending.error instanceof ApiError && pending.error.isTransient
  const hasFailed = pending.state === 'failed' && !isWaiting
  const content = pending.content ?? {}
  const text = pending.text ?? (pending.kind === 'interactive' ? readInteractive(content).body : pending.kind === 'template' ? readTemplate(content).preview : null)
  return (
    <li className="mt-1 flex flex-col items-end">
      <div className={cn('max-w-[88%] rounded-2xl rounded-br-sm bg-bubble-out px-3 py-1.5 md:max-w-[76%]', hasFailed ? 'outline-1 outline-danger' : 'opacity-80')}>
        {pending.file && pending.kind === 'image' && <img src={pending.fileUrl} alt={pending.file.name} className="-mx-1.5 max-h-80 w-64 rounded-xl object-cover" />}
        {pending.file && pending.kind !== 'image' && (
          <p className="flex items-center gap-2 text-sm">
            <FileText aria-hidden className="size-5" />
            {pending.file.name}
          </p>
        )}
        {text ? <RichText text={text} /> : !pending.file && <p>{pending.kind === 'reaction' ? String(content.emoji) : t(`inbox:message.kind.${pending.kind}`)}</p>}
        <p className="mt-0.5 flex justify-end text-ink-2">
          {hasFailed ? <TriangleAlert aria-hidden className="size-3.5 text-danger" /> : <Clock role="img" aria-label={t('inbox:tick.clock')} className="size-3.5" />}
        </p>
      </div>
      {isWaiting && (
        <div role="status" className="mt-0.5 flex flex-wrap items-center justify-end gap-x-3 px-1 text-xs text-wait">
          {t('inbox:tick.waits')}
          <Button variant="link" size="inline" className="text-xs" onClick={() => retry(pending.conversationId)}>
            {t('shell:retry')}
          </Button>
        </div>
      )}
      {hasFailed && (
        <div role="alert" className="mt-0.5 flex flex-wrap items-center justify-end gap-x-3 px-1 text-xs">
          <span className="text-danger">
            <strong className="font-medium">{t('inbox:tick.pendingFailed')}.</strong> {errorText(pending.error)}
          </span>
          <Button variant="link" size="inline" className="text-xs" onClick={() => retry(pending.conversationId)}>
            {t('shell:retry')}
          </Button>
          <Button variant="link" size="inline" className="text-xs" onClick={() => discard(pending)}>
            {t('inbox:tick.discard')}
          </Button>
        </div>
      )}
    </li>
  )
}
