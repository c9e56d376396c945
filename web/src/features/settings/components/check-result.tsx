import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { fullMoment } from '@/lib/dates'
import { useZone } from '@/lib/session'
import type { Check, CheckStep } from '../wire'

/** What a two-way check found, step by step, with what to do about each problem. */
export function CheckResult({ check }: { check: Check }) {
  const { t } = useTranslation('settings')
  const zone = useZone()
  return (
    <div>
      <h3 className="text-sm font-semibold">
        {t(check.ok ? 'whatsapp.checkOk' : 'whatsapp.checkFailed')} <span className="font-normal text-ink-2">{fullMoment(check.checked_at, zone)}</span>
      </h3>
      <ol className="mt-2 flex flex-col gap-2">
        {check.steps.map((step) => (
          <Step key={step.code} step={step} />
        ))}
      </ol>
    </div>
  )
}

function Step({ step }: { step: CheckStep }) {
  const { t, i18n } = useTranslation('settings')
  const zone = useZone()
  const isSkipped = step.problem === 'not_tried'
  const isQuiet = step.code === 'received' && !step.params.at
  const Icon = isSkipped || isQuiet ? CircleDashed : step.ok ? CircleCheck : CircleX
  const say = (key: string, fallback: string) => t((i18n.exists(`settings:${key}`) ? key : fallback) as 'whatsapp.problem.refused.what', { detail: step.detail ?? '', ...step.params })
  const details =
    step.code === 'received'
      ? isQuiet
        ? t('whatsapp.receivedNothing')
        : t('whatsapp.receivedAt', { at: fullMoment(String(step.params.at), zone) })
      : step.code === 'number' && step.ok
        ? [step.params.name, step.params.phone, step.params.quality && t('whatsapp.quality', { quality: String(step.params.quality) })].filter(Boolean).join(' · ')
        : null
  return (
    <li className="flex items-start gap-2 text-sm">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${isSkipped || isQuiet ? 'text-ink-3' : step.ok ? 'text-ok' : 'text-danger'}`} />
      <div className="min-w-0">
        <p>
          {say(`whatsapp.step.${step.code}`, 'whatsapp.step.other')}
          <span className="sr-only">: {t(isSkipped ? 'whatsapp.skipped' : step.ok ? 'whatsapp.fine' : 'whatsapp.wrong')}</span>
        </p>
        {details && <p className="text-xs text-ink-2">{details}</p>}
        {!step.ok && !isSkipped && (
          <p className="text-xs">
            <span className="font-medium text-danger">{say(`whatsapp.problem.${step.problem}.what`, 'whatsapp.problem.refused.what')}</span>{' '}
            <span className="text-ink-2">{say(`whatsapp.problem.${step.problem}.next`, 'whatsapp.problem.refused.next')}</span>
            {step.detail && <span className="block break-words text-ink-3">{step.detail}</span>}
          </p>
        )}
        {isSkipped && <p className="text-xs text-ink-2">{t('whatsapp.skippedText')}</p>}
      </div>
    </li>
  )
}
