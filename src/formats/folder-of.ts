/** The folder of an absolute path: `/etc/nginx` for `/etc/nginx/nginx.conf`. */
export const folderOf = (path: string): string => {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
};
