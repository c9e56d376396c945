import { Ban, Check, CheckCheck, CircleHelp, Clock, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/client/types'
import { clockTime } from '@/lib/dates'
import { canChange, useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { Popover } from '@/ui/popover'
import { useResend } from '../api/actions'
import { canResend, failureWord, tickOf } from '../rules/status'

const icons = { clock: Clock, sent: Check, delivered: CheckCheck, read: CheckCheck, failed: TriangleAlert, unknown: CircleHelp, dropped: Ban }

/** How far a message of ours got. Spelled out below the bubble when somebody should do something about it. */
export function Ticks({ message, isSpelledOut = false }: { message: Message; isSpelledOut?: boolean }) {
  const { t } = useTranslation('inbox')
  const zone = useZone()
  const tick = tickOf(message)
  if (!tick) return null
  const Icon = icons[tick]
  if (!isSpelledOut) {
    const moments = (['sent', 'delivered', 'read', 'failed'] as const).flatMap((name) => {
      const at = message.status_at[name]
      return at ? t(`tick.${name}At`, { at: clockTime(at, zone) }) : []
    })
    return (
      <span role="img" aria-label={t(`tick.${tick}`)} title={moments.join(' · ') || t(`tick.${tick}`)}>
        <Icon aria-hidden className={`size-3.5 ${tick === 'read' ? 'text-read' : tick === 'failed' ? 'text-danger' : tick === 'unknown' ? 'text-wait' : ''}`} />
      </span>
    )
  }
  return (
    <div className="mt-0.5 flex items-center gap-2 px-1 text-xs">
      <span className={tick === 'failed' ? 'font-medium text-danger' : tick === 'unknown' ? 'font-medium text-wait' : 'text-ink-3'}>{t(`tick.${tick}`)}</span>
      <Popover
        label={t('tick.why')}
        trigger={
          <Button variant="link" size="inline" className="text-xs">
            {t('tick.why')}
          </Button>
        }
      >
        <Why message={message} />
      </Popover>
    </div>
  )
}

function Why({ message }: { message: Message }) {
  const { t, i18n } = useTranslation(['inbox', 'provider-errors'])
  const { tenant } = useSession()
  const resend = useResend(message.conversation_id)
  const code = message.error?.vendor_code ?? message.error?.code
  // the vendor's own code has the exact sentence; our word for its class the next best
  const told = message.error ? [code, failureWord(message.error)].find((name) => name !== undefined && i18n.exists(`provider-errors:${name}.cause`)) : undefined
  const known = (told ?? 'unknown') as 'unknown'
  return (
    <div className="flex flex-col gap-2">
      {message.status === 'failed' && (
        <>
          <p className="font-medium">{t(`provider-errors:${known}.cause`)}</p>
          <p className="text-ink-2">{t(`provider-errors:${known}.next_step`)}</p>
        </>
      )}
      {message.status === 'unknown' && <p>{t('inbox:tick.unknownText')}</p>}
      {message.status === 'dropped' && <p>{told ? t(`provider-errors:${known}.cause`) : t('inbox:tick.droppedText')}</p>}
      {message.error && (
        <details className="text-xs text-ink-2">
          <summary className="py-1">{t('inbox:tick.rawCode')}</summary>
          <p>
            {t('inbox:tick.code')}: <code className="font-mono">{code}</code>
          </p>
          {message.error.detail && (
            <p className="break-words">
              {t('inbox:tick.detail')}: {message.error.detail}
            </p>
          )}
        </details>
      )}
      {canResend(message.status) && canChange(tenant, 'inbox') && (
        <Button variant={message.status === 'unknown' ? 'secondary' : 'primary'} size="sm" isBusy={resend.isPending} onClick={() => resend.mutate(message.id)}>
          {t('inbox:tick.resend')}
        </Button>
      )}
    </div>
  )
}
