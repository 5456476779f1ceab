package main
import ("testing";"os";"time";"fmt";"strconv")
func TestZZ(t *testing.T) {
	t.Chdir(t.TempDir())
	k, _ := strconv.Atoi(os.Getenv("K"))
	for i := range manyTunnels {
		if os.Getenv("K") != "" && i != k { continue }
		for _, n := range []int{16000} {
		os.WriteFile("fw", []byte(writeMany(i, n)), 0o644)
		s := time.Now()
		out := runPlain(t, append([]string{"--no-config", "-f","concise", "--vendor", manyTunnels[i].vendor}, append(told, "fw")...))
		fmt.Println("hx", i, manyTunnels[i].vendor, n, len(out), time.Since(s))
		}
	}
}
