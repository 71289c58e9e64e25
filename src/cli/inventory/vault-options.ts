/** The options that give vault passwords, as commander hands them over. */
export interface VaultOptions {
  readonly askVaultPass?: boolean;
  readonly vaultPasswordFile?: readonly string[];
  readonly vaultId?: readonly string[];
}
