import { useNavigate } from '@tanstack/react-router'
import { Command, History, Keyboard, LogOut, UserRound } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '@/client/types'
import { useSetLocale, useSignOut } from '@/features/accounts/api'
import { locales } from '@/i18n'
import { useErrorText } from '@/lib/error-text'
import { type Theme, applyTheme, readTheme } from '@/lib/preferences'
import { Avatar } from '@/ui/avatar'
import { Kbd } from '@/ui/kbd'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu'
import { toast } from '@/ui/toast'

const themes: readonly Theme[] = ['system', 'light', 'dark']

type Props = { me: Me; onPalette?: () => void; onShortcuts?: () => void }

export function UserMenu({ me, onPalette, onShortcuts }: Props) {
  const { t, i18n } = useTranslation()
  const navigate = useNavigate()
  const errorText = useErrorText()
  const signOut = useSignOut()
  const setLocale = useSetLocale()
  const [theme, setTheme] = useState(readTheme)

  return (
    <Menu
      align="end"
      side="top"
      className="w-60"
      trigger={
        <button type="button" aria-label={`${t('user.menu')}: ${me.user.name}`} className="rounded-full p-1 lg:p-0">
          <Avatar name={me.user.name} className="size-8" />
        </button>
      }
    >
      <div className="px-2 pt-1.5 pb-1">
        <p className="truncate text-sm font-semibold">{me.user.name}</p>
        <p className="truncate text-xs text-ink-3">{me.user.email}</p>
      </div>
      <MenuSeparator />
      <MenuItem onSelect={() => void navigate({ to: '/me' })}>
        <UserRound aria-hidden />
        {t('user.account')}
      </MenuItem>
      {me.is_superuser && (
        <MenuItem onSelect={() => void navigate({ to: '/audit' })}>
          <History aria-hidden />
          {t('user.installAudit')}
        </MenuItem>
      )}
      {onPalette && (
        <MenuItem onSelect={onPalette}>
          <Command aria-hidden />
          <span className="flex-1">{t('palette.open')}</span>
          <Kbd>Ctrl K</Kbd>
        </MenuItem>
      )}
      {onShortcuts && (
        <MenuItem onSelect={onShortcuts} className="touch:hidden">
          <Keyboard aria-hidden />
          <span className="flex-1">{t('user.shortcuts')}</span>
          <Kbd>?</Kbd>
        </MenuItem>
      )}
      <MenuLabel>{t('user.theme')}</MenuLabel>
      {themes.map((entry) => (
        <MenuChoice
          key={entry}
          isChosen={entry === theme}
          onSelect={() => {
            applyTheme(entry)
            setTheme(entry)
          }}
        >
          {t(`theme.${entry}`)}
        </MenuChoice>
      ))}
      <MenuLabel>{t('user.language')}</MenuLabel>
      {locales.map((locale) => (
        <MenuChoice
          key={locale}
          isChosen={i18n.language === locale}
          onSelect={() => setLocale.mutate(locale, { onError: (error) => toast(errorText(error), { tone: 'danger' }) })}
        >
          <span lang={locale}>{t(`language.${locale}`)}</span>
        </MenuChoice>
      ))}
      <MenuSeparator />
      <MenuItem
        onSelect={() =>
          signOut.mutate(undefined, {
            onSuccess: () => void navigate({ to: '/auth' }),
            onError: (error) => toast(errorText(error), { tone: 'danger' }),
          })
        }
      >
        <LogOut aria-hidden />
        {t('user.signOut')}
      </MenuItem>
    </Menu>
  )
}
