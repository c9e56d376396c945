import { Link, useNavigate } from '@tanstack/react-router'
import { Building2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Me, Tenant } from '@/client/types'
import { worksForAgency } from '@/features/accounts/rules'
import { Avatar } from '@/ui/avatar'
import { Logo } from '@/ui/logo'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu'

/** Which business this is; with more than one, a menu to change it. */
export function TenantMenu({ me, tenant }: { me: Me; tenant: Tenant }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  if (me.tenants.length < 2 && !worksForAgency(me))
    return (
      <span className="hidden lg:block" title={tenant.name}>
        <Logo />
        <span className="sr-only">{t('tenant.current', { name: tenant.name })}</span>
      </span>
    )
  return (
    <Menu
      align="start"
      side="bottom"
      className="w-64"
      trigger={
        <button type="button" aria-label={`${t('tenant.switch')}. ${t('tenant.current', { name: tenant.name })}`} className="rounded-lg p-1 lg:p-0" title={tenant.name}>
          <Avatar name={tenant.name} className="rounded-lg" />
        </button>
      }
    >
      <MenuLabel>{t('tenant.list')}</MenuLabel>
      {me.tenants.map((entry) => (
        <MenuChoice key={entry.id} isChosen={entry.id === tenant.id} onSelect={() => void navigate({ to: '/t/$slug', params: { slug: entry.slug } })}>
          {entry.name}
        </MenuChoice>
      ))}
      {worksForAgency(me) && (
        <>
          <MenuSeparator />
          <MenuItem asChild>
            <Link to="/agency">
              <Building2 aria-hidden />
              {t('tenant.agency')}
            </Link>
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
