import { useQuery } from '@tanstack/react-query'
import { Hourglass } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { span } from '@/lib/dates'
import { cn } from '@/ui/class-names'
import { delaysQuery, toldOf } from './delays'

/** Says calmly that messages are late, what that means, and goes by itself. What cannot be asked just now is not guessed: that there is no
 * connection is told by the banner above. */
export function DelayBanner({ tenantId }: { tenantId: string }) {
  const { t } = useTranslation()
  const { data, isError } = useQuery(delaysQuery(tenantId))
  const told = data && !isError ? toldOf(data) : null
  return (
    <div role="status" className={cn(told && 'flex items-start justify-center gap-2 border-b bg-wait-soft px-3 py-1.5 text-xs font-medium text-wait animate-enter')}>
      {told && (
        <>
          <Hourglass aria-hidden className="mt-px size-3.5 shrink-0" />
          <p>{told.key === 'stopped' ? t('delay.stopped') : t(`delay.${told.key}`, { span: span(told.seconds * 1000) })}</p>
        </>
      )}
    </div>
  )
}
