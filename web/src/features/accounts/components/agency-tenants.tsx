import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowRight, Building2, Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTitle } from '@/lib/title'
import { Avatar } from '@/ui/avatar'
import { Badge } from '@/ui/badge'
import { Button } from '@/ui/button'
import { Input } from '@/ui/input'
import { EmptyState } from '@/ui/states'
import { agencyTenantsQuery } from '../api'
import { NewTenantDialog } from './new-tenant-dialog'
import { OwnerLink } from './owner-link'

export function AgencyTenants({ agencyName }: { agencyName: string }) {
  const { t } = useTranslation('accounts')
  useTitle(t('agency.title', { name: agencyName }))
  const { data } = useSuspenseQuery(agencyTenantsQuery)
  const [query, setQuery] = useState('')
  const [isCreating, setCreating] = useState(false)
  const [handing, setHanding] = useState<{ email: string; link: string } | null>(null)
  const wanted = query.trim().toLocaleLowerCase()
  const shown = data.items.filter((tenant) => tenant.name.toLocaleLowerCase().includes(wanted))

  const newButton = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t('agency.new')}
    </Button>
  )
  return (
    <>
      <div className="mb-5 flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="text-xl font-semibold tracking-tight">{t('agency.title', { name: agencyName })}</h1>
          <p className="text-sm text-ink-2">{t('agency.lead')}</p>
        </div>
        {data.items.length > 0 && newButton}
      </div>
      {data.items.length > 6 && (
        <Input type="search" aria-label={t('agency.find')} placeholder={t('agency.find')} value={query} onChange={(event) => setQuery(event.target.value)} className="mb-3" />
      )}
      <p aria-live="polite" className="sr-only">
        {t('agency.count', { count: shown.length })}
      </p>
      {data.items.length === 0 && (
        <EmptyState icon={Building2} title={t('agency.empty')} action={newButton}>
          {t('agency.emptyText')}
        </EmptyState>
      )}
      {data.items.length > 0 && shown.length === 0 && <EmptyState title={t('agency.noMatch')} />}
      {shown.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-xl border bg-surface">
          {shown.map((tenant) => (
            <li key={tenant.id}>
              <Link to="/t/$slug" params={{ slug: tenant.slug }} className="flex items-center gap-3 px-4 py-3 hover:bg-hover focus-visible:-outline-offset-2">
                <Avatar name={tenant.name} className="rounded-lg" />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-medium">{tenant.name}</span>
                  <span className="block truncate text-xs text-ink-3">/{tenant.slug}</span>
                </span>
                <Badge>{t(`agency.kind.${tenant.kind}`)}</Badge>
                <ArrowRight aria-hidden className="size-4 text-ink-3" />
              </Link>
            </li>
          ))}
        </ul>
      )}
      <NewTenantDialog open={isCreating} onOpenChange={setCreating} onLink={(email, link) => setHanding({ email, link })} />
      {handing && <OwnerLink {...handing} onClose={() => setHanding(null)} />}
    </>
  )
}
