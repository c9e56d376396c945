import { useQuery } from '@tanstack/react-query'
import { Link2, ShieldAlert, ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { fullMoment } from '@/lib/dates'
import { useErrorText } from '@/lib/error-text'
import { Button } from '@/ui/button'
import { cn } from '@/ui/class-names'
import { type AuditSource, auditStandingQuery, useCheckChain } from '../audit-source'

/** Up to where the chain of entries was checked, what was found, and a way to have it read again. */
export function ChainStanding({ source }: { source: AuditSource }) {
  const { t } = useTranslation('audit')
  const errorText = useErrorText()
  const found = useQuery(auditStandingQuery(source))
  const check = useCheckChain(source)
  const failed = check.error ?? (found.data ? null : found.error)
  const { checked_at, entries = 0, problem, problem_no, last_no } = found.data ?? { last_no: 0 }
  const at = checked_at ? fullMoment(checked_at, source.zone) : ''
  const Icon = problem ? ShieldAlert : checked_at ? ShieldCheck : Link2
  return (
    <section
      aria-label={t('chain.title')}
      className={cn('mb-4 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border px-3 py-2 text-sm', problem ? 'bg-danger-soft text-danger' : 'bg-sunken text-ink-2')}
    >
      <Icon aria-hidden className="size-4 shrink-0" />
      <div role="status" className="min-w-0 flex-1 max-sm:basis-[calc(100%-2rem)]">
        {!found.data && !failed && t('chain.asking')}
        {failed && <p>{errorText(failed)}</p>}
        {found.data && !checked_at && <p>{t('chain.never')}</p>}
        {found.data && checked_at && !problem && (
          <p>
            {t('chain.holds', { no: entries, at })} {last_no > entries && t('chain.since', { count: last_no - entries })}
          </p>
        )}
        {problem && (
          <>
            <p className="font-medium">{t('chain.broken', { no: problem_no ?? 0, at })}</p>
            <p>
              {t(`chain.problems.${problem}` as 'chain.problems.changed')} {t('chain.whatNow')}
            </p>
          </>
        )}
      </div>
      {source.mayCheck && (
        <Button size="sm" isBusy={check.isPending} onClick={() => check.mutate()}>
          {t('chain.check')}
        </Button>
      )}
    </section>
  )
}
